import type { Category } from '../domain/category.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Read, Tx } from './database.ts';

/** The categories whose `key` is one of the values; siblings by name. */
export async function findCategories(
  read: Read,
  tenantId: string,
  key: 'id' | 'slug' | 'parent_id',
  values: readonly string[],
): Promise<Category[]> {
  const rows = await read<CategoryRow>(Prisma.sql`/* findCategories */
    SELECT ${columns} FROM category c
    WHERE c.tenant_id = ${tenantId} AND ${Prisma.raw(`c.${key}`)} = ANY(${[...values]}) ORDER BY c.name, c.id`);
  return rows.map(toCategory);
}

/** The whole tree: parents before children, siblings by name. */
export async function findAllCategories(read: Read, tenantId: string): Promise<Category[]> {
  const rows = await read<CategoryRow>(Prisma.sql`/* findAllCategories */
    SELECT ${columns} FROM category c
    WHERE c.tenant_id = ${tenantId} ORDER BY cardinality(c.path), c.name, c.id`);
  return rows.map(toCategory);
}

/** Inserts categories, parents before their children. */
export async function insertCategories(tx: Tx, categories: readonly Category[]): Promise<void> {
  await tx.category.createMany({
    data: categories.map((category) => ({ ...category, path: [...category.path] })),
  });
}

export async function findTakenCategorySlugs(tx: Tx, tenantId: string, slug: string): Promise<Set<string>> {
  const rows = await tx.category.findMany({
    where: { tenantId, OR: [{ slug }, { slug: { startsWith: `${slug}-` } }] },
    select: { slug: true },
  });
  return new Set(rows.map((row) => row.slug));
}

const columns = Prisma.sql`c.id, c.tenant_id, c.slug, c.name, c.parent_id, c.path`;

const toCategory = (row: CategoryRow): Category => ({
  id: row.id,
  tenantId: row.tenant_id,
  slug: row.slug,
  name: row.name,
  parentId: row.parent_id,
  path: row.path,
});

type CategoryRow = {
  id: string;
  tenant_id: string;
  slug: string;
  name: string;
  parent_id: string | null;
  path: string[];
};
