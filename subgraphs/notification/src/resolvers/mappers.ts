// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Notification, Preference } from '../domain/notification.ts';
import type { NotificationPage } from '../usecases/list-notifications.ts';

export type NotificationMapper = Notification;
export type NotificationConnectionMapper = NotificationPage;
export type NotificationPreferenceMapper = Preference;
export type UserMapper = { id: string };
export type OrderMapper = { id: string };
