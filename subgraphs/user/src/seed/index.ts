import { defaultTenantId, type Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findUsers } from '../data/user-repository.ts';
import { createAddress } from '../usecases/create-address.ts';
import { registerUser } from '../usecases/register-user.ts';

const password = 'bazaar-demo-1';

/** Ids that examples and tests may write down. */
export const seedUserIds = {
  shopper: 'usr_00000000000000000000000001',
  staff: 'usr_00000000000000000000000002',
} as const;

/**
 * The accounts of the demonstration, registered like any others; those that exist stay as they are. Their password
 * is public, so production refuses them.
 */
export async function seedUsers(app: App): Promise<void> {
  if (app.production) throw new Error('The accounts of the demonstration are not for production.');
  const isNew = await register(app, seedUserIds.shopper, 'shopper@bazaar.example', 'Sam Shopper');
  if (isNew) await createAddress(app, identityOf(seedUserIds.shopper), address);
  await register(app, seedUserIds.staff, 'staff@bazaar.example', 'Stella Staff', staffPermissions);
}

const staffPermissions = [
  ...['product:write', 'inventory:read', 'inventory:write'],
  ...['order:read', 'payment:read', 'payment:refund', 'user:read', 'gateway:explain'],
];

const address = {
  name: 'Sam Shopper',
  line1: '1 Market Street',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

async function register(
  app: App,
  id: string,
  email: string,
  name: string,
  permissions: readonly string[] = [],
): Promise<boolean> {
  const [existing] = await findUsers(app.db.prisma, defaultTenantId, [id]);
  if (existing) return false;
  const tenant = { tenantId: defaultTenantId };
  const result = await registerUser(app, tenant, { email, password, name }, { id, permissions });
  return result.__typename === 'UserRegisterSuccess';
}

const identityOf = (id: string): Identity => ({
  tenantId: defaultTenantId,
  principal: { kind: 'user', id, sessionId: 'ses_00000000000000000000000000' },
  permissions: [],
});
