import type { Component } from '@bazaar/kit';
import pg from 'pg';

/**
 * The connections of a service: one pool for its Prisma client, the outbox, the inbox and its jobs.
 * @example const pool = createServicePool({ name: 'order', databaseUrl, connectionsMax: 10 });
 */
export function createServicePool(options: {
  /** Shown in `pg_stat_activity`. */
  name: string;
  databaseUrl: string;
  connectionsMax: number;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.connectionsMax,
    statement_timeout: 10_000,
    application_name: options.name,
  });
  // A connection that dies, idle or in use, is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The database as a component of a service; `disconnect` ends what stands on the pool before the pool itself. */
export function databaseComponent(pool: pg.Pool, disconnect: () => Promise<void>): Component {
  const ping = async () => void (await pool.query('SELECT 1'));
  return {
    name: 'database',
    start: ping,
    stop: async () => {
      await disconnect();
      await pool.end();
    },
    check: ping,
  };
}
