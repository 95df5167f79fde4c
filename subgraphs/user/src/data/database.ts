// The rooms where Prisma lives: repositories, loaders, raw SQL. No business decision is made here.
import type { Component } from '@bazaar/kit';
import { createServicePool, databaseComponent, sqlFromPrisma, type SqlExecutor } from '@bazaar/messaging';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';

/** Open transaction; the client itself will do where one statement is enough. */
export type Tx = Prisma.TransactionClient;

export type Database = {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** One READ COMMITTED transaction; `sql` is the same transaction for the outbox. */
  readonly transaction: <T>(fn: (tx: Tx, sql: SqlExecutor) => Promise<T>) => Promise<T>;
  readonly component: Component;
};

export function createDatabase(config: { databaseUrl: string; databaseConnectionsMax: number }): Database {
  const pool = createServicePool({
    name: 'user',
    databaseUrl: config.databaseUrl,
    connectionsMax: config.databaseConnectionsMax,
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    transaction: (fn) =>
      prisma.$transaction((tx) => fn(tx, sqlFromPrisma(tx)), { maxWait: 25_000, timeout: 15_000 }),
    component: databaseComponent(pool, () => prisma.$disconnect()),
  };
}
