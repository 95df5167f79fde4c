// How messaging talks to a database: raw SQL through whatever connection or transaction the service has.
import type pg from 'pg';

/** A connection or an open transaction. `query` answers the rows, with column names as in SQL. */
export type SqlExecutor = {
  query<Row extends object>(text: string, params?: readonly unknown[]): Promise<Row[]>;
};

export type SqlPool = SqlExecutor & {
  /** Runs `fn` in one transaction; a thrown error rolls it back. */
  transaction<T>(fn: (sql: SqlExecutor) => Promise<T>): Promise<T>;
};

/**
 * A pg pool as an executor.
 * @example const sql = sqlFromPool(pool); await sql.transaction((tx) => addToOutbox(tx, [message]));
 */
export function sqlFromPool(pool: pg.Pool): SqlPool {
  return { ...executor(pool), transaction: (fn) => inTransaction(pool, fn) };
}

/**
 * A Prisma client or interactive transaction as an executor. Prisma answers bigint columns as BigInt and sends
 * every string as text: statements cast their parameters (`$1::jsonb`, `$2::uuid`) and read bigint as text.
 */
export function sqlFromPrisma(prisma: PrismaLike): SqlExecutor {
  return { query: (text, params = []) => prisma.$queryRawUnsafe(text, ...params) };
}

/** A checked-out pg client as an executor. */
export function executor(client: Pick<pg.PoolClient, 'query'> | pg.Pool): SqlExecutor {
  return {
    async query<Row extends object>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
      const result = await (client as pg.Pool).query<Row>(text, [...params]);
      return result.rows;
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, fn: (sql: SqlExecutor) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await fn(executor(client));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => (broken = cause));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

type PrismaLike = { $queryRawUnsafe<T>(text: string, ...params: unknown[]): Promise<T> };
