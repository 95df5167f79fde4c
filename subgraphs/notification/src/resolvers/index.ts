// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { notificationPreferenceSet } from './Mutation/notificationPreferenceSet.ts';
import { notificationRead } from './Mutation/notificationRead.ts';
import { Notification, NotificationPreference } from './Notification.ts';
import { Order } from './Order.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  Mutation: { notificationRead, notificationPreferenceSet },
  Notification,
  NotificationPreference,
  Order,
  User,
};
