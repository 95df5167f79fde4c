// Pure rules of notifications: kinds, facts, what is said. Nothing asynchronous, no clock, no I/O.
import type { Money } from '@bazaar/kit';

export const kinds = ['ORDER_CONFIRMED', 'ORDER_REJECTED', 'ORDER_CANCELED', 'ORDER_REFUNDED'] as const;
export const channels = ['IN_APP', 'EMAIL'] as const;
export type Kind = (typeof kinds)[number];
export type Channel = (typeof channels)[number];

export type Notification = {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: Kind;
  readonly orderId: string | null;
  readonly title: string;
  readonly body: string;
  readonly facts: Facts;
  readonly isInApp: boolean;
  readonly readAt: Date | null;
  readonly createdAt: Date;
};

/** What the templates of a kind show. */
export type Facts =
  | { kind: 'ORDER_CONFIRMED'; number: string; total: MoneyFact; lines: readonly LineFact[] }
  | { kind: 'ORDER_REJECTED'; reason: string }
  | { kind: 'ORDER_CANCELED'; number: string | null; total: MoneyFact }
  | { kind: 'ORDER_REFUNDED'; refunded: MoneyFact };

/** Money as JSON can carry it. */
export type MoneyFact = { amountMinor: string; currency: string };
export type LineFact = { title: string; quantity: number; total: MoneyFact };

export type Recipient = { userId: string; email: string; name: string; locale: string };
export type Preference = { kind: Kind; channel: Channel; isEnabled: boolean };

/** A second refund of an order is news; a second message about the same total is not. */
export function dedupeKeyOf(orderId: string, facts: Facts): string {
  const suffix = facts.kind === 'ORDER_REFUNDED' ? `:${facts.refunded.amountMinor}` : '';
  return `${facts.kind}:${orderId}${suffix}`;
}

/** The same for each attempt, so that a mail server can tell a repetition. */
export const messageIdOf = (notificationId: string): string =>
  `<${notificationId}@notifications.bazaar.example>`;

/** Every kind and channel; what the person has not set is on. */
export function withDefaults(set: readonly Preference[]): Preference[] {
  return kinds.flatMap((kind) =>
    channels.map((channel) => ({ kind, channel, isEnabled: isEnabled(set, kind, channel) })),
  );
}

export function isEnabled(set: readonly Preference[], kind: Kind, channel: Channel): boolean {
  return set.find((each) => each.kind === kind && each.channel === channel)?.isEnabled ?? true;
}

export const toMoney = (fact: MoneyFact): Money => ({
  amountMinor: BigInt(fact.amountMinor),
  currency: fact.currency,
});
