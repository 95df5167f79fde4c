import type { Tx } from './database.ts';

/** One at a time decides about keys, over all instances; held until the end of the transaction. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await tx.$queryRaw`/* lockSigningKeys */ SELECT pg_advisory_xact_lock(hashtextextended('signing_key', 0))::text`;
}

/** Newest first: those that may sign, or those whose tokens are accepted at a time. */
export async function findSigningKeys(
  tx: Tx,
  which: { signing: true } | { publishedAt: Date },
): Promise<SigningKeyRow[]> {
  const rows = await tx.signingKey.findMany({
    where:
      'signing' in which
        ? { retiresAt: null }
        : { OR: [{ retiresAt: null }, { retiresAt: { gt: which.publishedAt } }] },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as object }));
}

/** Ends the signing of all keys; their tokens are accepted until `at`. */
export async function retireSigningKeys(tx: Tx, at: Date): Promise<void> {
  await tx.signingKey.updateMany({ where: { retiresAt: null }, data: { retiresAt: at } });
}

export async function insertSigningKey(tx: Tx, key: SigningKeyRow): Promise<void> {
  await tx.signingKey.create({ data: { ...key, publicJwk: key.publicJwk } });
}

export type SigningKeyRow = {
  kid: string;
  publicJwk: object;
  privateJwe: string;
  createdAt: Date;
};
