import type { FactType } from './facts.ts';

/** Whether a provider's webhook may tell something; the others are kept, and not read. */
export const isOfInterest = (type: string): boolean => Object.hasOwn(announcements, type);

/** The one fact that a webhook announces; null where there may be many of it. */
export const announcedBy = (type: string): FactType | null => announcements[type] ?? null;

const announcements: Readonly<Record<string, FactType | null>> = {
  'payment_intent.amount_capturable_updated': 'AUTHORIZED',
  'payment_intent.succeeded': 'CAPTURED',
  'payment_intent.requires_action': 'ACTION_REQUIRED',
  'payment_intent.payment_failed': 'DECLINED',
  'payment_intent.canceled': 'VOIDED',
  'refund.created': null,
  'refund.updated': null,
};
