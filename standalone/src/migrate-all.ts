import { deployMigrations } from '@bazaar/tools/migrations/deploy';
import { databaseServices, type DatabaseService } from './platform.ts';

/** Brings the database of every service up to date. */
export async function migrateAll(urls: Readonly<Record<DatabaseService, string>>): Promise<void> {
  await Promise.all(
    databaseServices.map((subgraph) => deployMigrations({ subgraph, databaseUrl: urls[subgraph] })),
  );
}
