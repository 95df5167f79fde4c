import { toConnection, toPageRequest, type Connection, type Identity, type PageArguments } from '@bazaar/kit';
import type { App } from '../context.ts';
import { countSampleThings, findSampleThingPage } from '../data/sample-thing-repository.ts';
import type { SampleThing } from '../domain/sample-thing.ts';

/** A page of all, newest first. */
export async function listSampleThings(
  { db, cursors }: App,
  { tenantId }: Identity,
  args: PageArguments,
): Promise<SampleThingPage> {
  // A cursor is good for this list only.
  const list = ['sample-thing', tenantId];
  const page = toPageRequest(args, cursors, list);
  const rows = await findSampleThingPage(db.prisma, tenantId, page);
  return {
    ...toConnection(rows, page, ({ id }) => cursors.encode(list, [id])),
    totalCount: () => countSampleThings(db.prisma, tenantId),
  };
}

/** `totalCount` is a query of its own, made only when it is asked for. */
export type SampleThingPage = Connection<SampleThing> & { totalCount: () => Promise<number> };
