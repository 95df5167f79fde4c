// A database to work on: the one that DATABASE_URL names, else one that lives for this run only.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, throwawaySettings, type Postgres } from '../services/postgres.ts';

/** Hands `work` a function from service to the URL of a database that exists. */
export async function withDatabases(
  work: (urlOf: (service: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const given = process.env.DATABASE_URL;
  if (given) return work(async (service) => given.replaceAll('{subgraph}', service));
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-scratch-'));
  // Where we are root, PostgreSQL runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const server = await startPostgres({
    dataFolder: join(folder, 'data'),
    logFile: join(folder, 'log'),
    settings: throwawaySettings,
  });
  try {
    await work((service) => createDatabase(server, service));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createDatabase(server: Postgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  await client.query(`create database ${client.escapeIdentifier(name)}`);
  await client.end();
  return server.urlOf(name);
}
