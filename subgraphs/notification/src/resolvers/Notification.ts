import type { NotificationPreferenceResolvers, NotificationResolvers } from '../generated/graphql.ts';

export const Notification: NotificationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.notificationById.load(id),
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
};

export const NotificationPreference: NotificationPreferenceResolvers = {
  enabled: ({ isEnabled }) => isEnabled,
};
