import type { RetentionRule } from '@bazaar/messaging';

/** What is not kept for ever. Orders, and what belongs to them, are. */
export const retentionRules = (days: RetentionDays): readonly RetentionRule[] => [
  { table: 'cart', where: 'customer_id IS NULL AND updated_at < $1', days: days.guestCart },
];

export type RetentionDays = {
  /** A guest's cart, since its last change; its lines go with it. */
  readonly guestCart: number;
};
