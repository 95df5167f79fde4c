import { AppError, userIdOf, type Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findAddresses } from '../data/address-repository.ts';
import type { Tx } from '../data/database.ts';
import { lockUser } from '../data/user-repository.ts';
import type { Address } from '../domain/address-book.ts';

/** Runs a change of the caller's address book, one at a time for each person. */
export function changeAddressBook<Result>(
  app: App,
  identity: Identity,
  change: (tx: Tx, owner: Owner, book: readonly Address[]) => Promise<Result>,
): Promise<Result> {
  const userId = userIdOf(identity);
  if (userId === undefined) throw new AppError('FORBIDDEN', 'Only people have an address book.');
  const owner = { tenantId: identity.tenantId, userId };
  return app.db.transaction(async (tx) => {
    if (!(await lockUser(tx, owner.tenantId, userId))) throw new AppError('UNAUTHENTICATED');
    return change(tx, owner, await findAddresses(tx, owner.tenantId, 'userId', [userId]));
  });
}

type Owner = { readonly tenantId: string; readonly userId: string };
