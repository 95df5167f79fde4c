import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrateMessaging } from '@bazaar/messaging';
import { deployMigrations } from '@bazaar/tools/migrations/deploy';
import pg from 'pg';
import { serverUrl } from './test-server.ts';

export type TestDatabase = {
  /** For the service under test. */
  url: string;
  /** For the test itself. */
  pool: pg.Pool;
  /** Closes the pool and removes the database; it fails when the service has left connections open. */
  drop(): Promise<void>;
};

/**
 * A migrated database for one test file, cloned from a template that is made once for each state of the migrations.
 * `messaging` is a database with nothing but the tables of `@bazaar/messaging`.
 */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const name = `test_${service}_${randomUUID()}`.replaceAll('-', '_');
  await withAdmin(async (admin) => {
    const template = await ensureTemplate(admin, service);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const url = urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // A test that kills connections finds out by its own queries.
  pool.on('error', () => undefined);
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await withAdmin((admin) => dropDatabase(admin, name));
    },
  };
}

async function ensureTemplate(admin: pg.Client, service: string): Promise<string> {
  const template = `template_${service}_${fingerprint(service)}`.replaceAll('-', '_');
  // The lock also keeps two clones of one template from being made at once, which PostgreSQL refuses.
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', ['bazaar-testkit']);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
  if (rowCount) return template;
  const draft = `draft_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`CREATE DATABASE ${draft}`);
  if (service === 'messaging') await migrateOnlyMessaging(urlOf(draft));
  else await deployMigrations({ subgraph: service, databaseUrl: urlOf(draft) });
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  return template;
}

async function migrateOnlyMessaging(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    await migrateMessaging(pool);
  } finally {
    await pool.end();
  }
}

/** Connections that are just closing are waited for; those that somebody forgot are named. */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  const open = 'SELECT application_name, left(query, 100) AS query FROM pg_stat_activity WHERE datname = $1';
  for (let tries = 0; ; tries += 1) {
    const { rows } = await admin.query<{ application_name: string; query: string }>(open, [name]);
    if (rows.length === 0) break;
    if (tries < 100) {
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    throw new Error(`${rows.length} connections were left open, e.g. ${JSON.stringify(rows[0])}`);
  }
  await admin.query(`DROP DATABASE ${name}`);
}

async function withAdmin<T>(run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

const root = resolve(import.meta.dirname, '../../..');

/** Changes with any file that makes up the template. */
function fingerprint(service: string): string {
  const folders = [join(root, 'packages/messaging/sql'), join(root, 'prisma', service)];
  const hash = createHash('sha256');
  for (const folder of folders) {
    if (!statSync(folder, { throwIfNoEntry: false })) continue;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sql'),
    );
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
