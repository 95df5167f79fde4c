import { userIdOf, type Identity } from '@bazaar/kit';
import type { UserResolvers } from '../generated/graphql.ts';
import { listNotifications } from '../usecases/list-notifications.ts';
import { listPreferences } from '../usecases/list-preferences.ts';

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: ({ id }, args, { app, identity }) =>
    isSelf(identity, id) ? listNotifications(app, { tenantId: identity.tenantId, userId: id }, args) : null,
  notificationPreferences: ({ id }, _args, { app, identity }) =>
    isSelf(identity, id) ? listPreferences(app, { tenantId: identity.tenantId, userId: id }) : null,
};

const isSelf = (identity: Identity, userId: string): boolean => userIdOf(identity) === userId;
