import type { RetentionRule } from '@bazaar/messaging';

/** What is not kept for ever. People and their addresses are. */
export const retentionRules = (days: RetentionDays): readonly RetentionRule[] => [
  { table: 'session', where: 'access_until < $1', days: days.session },
  { table: 'sign_in_attempt', where: 'at < $1', days: days.signInAttempt },
  {
    table: 'sign_in_guard',
    where: `NOT EXISTS (SELECT 1 FROM sign_in_attempt a
      WHERE a.tenant_id = sign_in_guard.tenant_id AND a.email = sign_in_guard.email AND a.at >= $1)`,
    days: days.signInAttempt,
  },
];

export type RetentionDays = {
  /** Since its last access token ended; longer than a refresh token waits. Its refresh tokens go with it. */
  readonly session: number;
  /** The audit trail; the count of failures of an address goes with its last attempt. */
  readonly signInAttempt: number;
};
