import type { PageRequest } from '@bazaar/kit';
import type { SampleThing } from '../domain/sample-thing.ts';
import type { Tx } from './database.ts';

export async function insertSampleThing(tx: Tx, sampleThing: SampleThing): Promise<void> {
  await tx.sampleThing.createMany({ data: [sampleThing] });
}

/** Those of the tenant, in any order. */
export const findSampleThings = (tx: Tx, tenantId: string, ids: readonly string[]): Promise<SampleThing[]> =>
  tx.sampleThing.findMany({ where: { tenantId, id: { in: [...ids] } } });

/** `limit + 1` beyond the position, newest first: ids sort by time. */
export const findSampleThingPage = (
  tx: Tx,
  tenantId: string,
  { limit, position }: PageRequest,
): Promise<SampleThing[]> =>
  tx.sampleThing.findMany({
    where: { tenantId, ...(position && { id: { lt: String(position[0]) } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });

export const countSampleThings = (tx: Tx, tenantId: string): Promise<number> =>
  tx.sampleThing.count({ where: { tenantId } });
