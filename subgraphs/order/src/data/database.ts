// The rooms where Prisma lives: repositories, loaders, raw SQL. No business decision is made here.
import type { Component } from '@bazaar/kit';
import { createServicePool, databaseComponent, sqlFromPrisma, type SqlExecutor } from '@bazaar/messaging';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';

export type Tx = Prisma.TransactionClient;

/** Runs one statement made with `Prisma.sql` and answers its rows. */
export type Read = <Row extends object>(query: Prisma.Sql) => Promise<Row[]>;

export type Database = {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** One statement outside of a transaction, straight through the driver: lists are too hot for more layers. */
  readonly read: Read;
  /** One READ COMMITTED transaction; `sql` is the same transaction for the outbox and the inbox. */
  readonly transaction: <T>(fn: (tx: Tx, sql: SqlExecutor) => Promise<T>) => Promise<T>;
  readonly component: Component;
};

export function createDatabase(config: { databaseUrl: string; databaseConnectionsMax: number }): Database {
  const pool = createServicePool({
    name: 'order',
    databaseUrl: config.databaseUrl,
    connectionsMax: config.databaseConnectionsMax,
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    read: async <Row extends object>(query: Prisma.Sql) =>
      (await pool.query<Row>({ text: query.text, values: query.values })).rows,
    transaction: (fn) =>
      prisma.$transaction((tx) => fn(tx, sqlFromPrisma(tx)), { maxWait: 25_000, timeout: 15_000 }),
    component: databaseComponent(pool, () => prisma.$disconnect()),
  };
}

/** The same inside a transaction. */
export const readIn =
  (tx: Tx): Read =>
  <Row extends object>(query: Prisma.Sql) =>
    tx.$queryRaw<Row[]>(query);
