import { hasPermission, isId, userIdOf, type Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Address } from '../domain/address-book.ts';
import type { User } from '../domain/user.ts';
import { findAddresses } from './address-repository.ts';
import type { Database } from './database.ts';
import { findUsers } from './user-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: batches for that request's tenant, shows what its caller may see, and dies with it. */
export function createLoaders({ prisma }: Database, identity: Identity) {
  const { tenantId } = identity;
  const self = userIdOf(identity);
  const isVisible = (userId: string) => userId === self || hasPermission(identity, 'user:read');
  return {
    userById: new DataLoader<string, User | null>(async (ids) => {
      const visible = ids.filter((id) => isId('User', id) && isVisible(id));
      const users = visible.length > 0 ? await findUsers(prisma, tenantId, visible) : [];
      const byId = new Map(users.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id) ?? null);
    }, uncached),
    addressById: new DataLoader<string, Address | null>(async (ids) => {
      const wellFormed = ids.filter((id) => isId('Address', id));
      const addresses = await findAddresses(prisma, tenantId, 'id', wellFormed);
      const byId = new Map(addresses.map((address) => [address.id, address]));
      return ids.map((id) => {
        const address = byId.get(id);
        return address && isVisible(address.userId) ? address : null;
      });
    }, uncached),
    addressesByUserId: new DataLoader<string, Address[]>(async (ids) => {
      const byUser = Map.groupBy(
        await findAddresses(prisma, tenantId, 'userId', ids.filter(isVisible)),
        (address) => address.userId,
      );
      return ids.map((id) => byUser.get(id) ?? []);
    }, uncached),
  };
}

// They batch and don't remember: the second mutation of a request must not see what the first one's answer read.
const uncached = { cache: false };
