// Deploying migrations: once, in order, in Prisma's own books, and never over something that was changed behind its back.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@bazaar/testkit';
import { deployMigrations } from '@bazaar/tools/migrations/deploy';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('product');
}, 60_000);
afterAll(() => database.drop());

const deploy = () => deployMigrations({ subgraph: 'product', databaseUrl: database.url });
const books = async () => {
  const { rows } = await database.pool.query<{
    migration_name: string;
    checksum: string;
    finished_at: Date | null;
  }>('select migration_name, checksum, finished_at from _prisma_migrations order by started_at');
  return rows;
};

describe('deploying migrations', () => {
  it('changes nothing the second time', async () => {
    const before = await books();
    expect(before.length).toBeGreaterThan(0);
    expect(before.every((row) => /^[0-9a-f]{64}$/.test(row.checksum) && row.finished_at)).toBe(true);
    expect(await deploy()).toEqual([]);
    expect(await books()).toEqual(before);
  });

  it('is safe when several start at once', async () => {
    const before = await books();
    expect(await Promise.all([deploy(), deploy(), deploy()])).toEqual([[], [], []]);
    expect(await books()).toEqual(before);
  });

  it('refuses an edited migration, and says which', async () => {
    const [first] = await books();
    await database.pool.query('update _prisma_migrations set checksum = $1', ['0'.repeat(64)]);
    await expect(deploy()).rejects.toThrow(`${first!.migration_name} was edited`);
    await database.pool.query('update _prisma_migrations set checksum = $1 where migration_name = $2', [
      first!.checksum,
      first!.migration_name,
    ]);
  });

  it('keeps the failure of a migration in the books and leaves nothing of it behind', async () => {
    const [first] = await books();
    // As if it had never run: its tables are there, so it must fail.
    await database.pool.query('delete from _prisma_migrations where migration_name = $1', [
      first!.migration_name,
    ]);
    await expect(deploy()).rejects.toThrow(/failed and was rolled back: .* already exists/);
    const { rows } = await database.pool.query<{ logs: string }>(
      'select logs from _prisma_migrations where rolled_back_at is not null',
    );
    expect(rows.map((row) => row.logs)).toEqual([expect.stringContaining('already exists')]);
  });
});
