import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, type Postgres } from '@bazaar/tools/services/postgres';
import pg from 'pg';
import { databaseServices, type DatabaseService } from './platform.ts';
import { StartProblem } from './problem.ts';

export type Databases = {
  urls: Record<DatabaseService, string>;
  pid: number;
  stop(): Promise<void>;
};

// The embedded server listens on the loopback interface only; each service still has credentials of its own,
// so that code that reaches into another's database fails here as it would in production.
const passwordOf = (service: DatabaseService) => `bazaar-${service}`;
/** Of the database and of its role: an identifier of SQL, without quotes. */
const databaseOf = (service: DatabaseService) => `bazaar_${service}`.replaceAll('-', '_');

/** Starts PostgreSQL on the folder, with a database and a role for each service. */
export async function openDatabases(folder: string, logFile: string): Promise<Databases> {
  assertUsable(folder);
  const postgres = await start(folder, logFile);
  try {
    const admin = new pg.Client(postgres.urlOf('postgres'));
    await admin.connect();
    try {
      for (const service of databaseServices) await ensureDatabase(admin, service);
    } finally {
      await admin.end();
    }
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const urls = databaseServices.map((service) => [
    service,
    `postgresql://${databaseOf(service)}:${passwordOf(service)}@127.0.0.1:${postgres.port}/${databaseOf(service)}`,
  ]);
  return {
    urls: Object.fromEntries(urls) as Record<DatabaseService, string>,
    pid: postgres.pid,
    stop: () => postgres.stop(),
  };
}

async function start(folder: string, logFile: string): Promise<Postgres> {
  try {
    return await startPostgres({ dataFolder: folder, logFile });
  } catch (cause) {
    throw new StartProblem(
      `The database in ${folder} does not start (see ${logFile}); begin anew with: npm start -- --fresh`,
      { cause },
    );
  }
}

/** A folder with something in it that is no PostgreSQL data is not ours to overwrite. */
function assertUsable(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, 'PG_VERSION'))) return;
  if (readdirSync(folder).length === 0) return rmSync(folder, { recursive: true });
  throw new StartProblem(`The data folder ${folder} is broken; begin anew with: npm start -- --fresh`);
}

async function ensureDatabase(admin: pg.Client, service: DatabaseService): Promise<void> {
  const name = databaseOf(service);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount) return;
  // Identifiers and passwords are constants of this file.
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${passwordOf(service)}'`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
}
