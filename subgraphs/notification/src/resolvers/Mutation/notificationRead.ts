import type { MutationResolvers } from '../../generated/graphql.ts';
import { readNotification } from '../../usecases/read-notification.ts';

export const notificationRead: MutationResolvers['notificationRead'] = (
  _parent,
  { input },
  { app, identity },
) => readNotification(app, identity, input);
