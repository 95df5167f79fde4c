import type { z } from 'zod';
import { badParameter } from './api-error.ts';
import type { Metadata, PaymentIntent } from './objects.ts';
import type { parameters } from './parameters.ts';

/** A page in Stripe's shape, newest first. Filters that an object has no field for are ignored. */
export function list<T extends Listed>(
  all: Iterable<T>,
  params: z.output<typeof parameters.list>,
  url: string,
): Page<T> {
  const matching = [...all].reverse().filter((item) => matches(item, params));
  const start = params.starting_after
    ? matching.findIndex((item) => item.id === params.starting_after) + 1
    : 0;
  return page(matching.slice(start), params.limit, 'list', url);
}

/** The part of Stripe's search language that finds intents by metadata: `metadata["order_id"]:"…"`, joined by AND. */
export function searchIntents(
  intents: Iterable<PaymentIntent>,
  params: z.output<typeof parameters.search>,
): Page<PaymentIntent> {
  const terms = params.query.split(/ AND /).map((term) => {
    const match = /^\s*metadata\[(["'])(.+)\1\]\s*:\s*(["'])(.*)\3\s*$/.exec(term);
    if (!match)
      throw badParameter('query', 'parameter_invalid', 'Only metadata["name"]:"value" is understood.');
    return [match[2]!, match[4]!] as const;
  });
  const found = [...intents]
    .reverse()
    .filter((each) => terms.every(([key, value]) => each.metadata[key] === value));
  return page(found, params.limit, 'search_result', '/v1/payment_intents/search');
}

function matches(item: Listed, params: z.output<typeof parameters.list>): boolean {
  if (params.payment_intent && item.payment_intent !== params.payment_intent) return false;
  if (params.type && item.type !== params.type) return false;
  return Object.entries(params.metadata).every(([key, value]) => item.metadata?.[key] === value);
}

const page = <T>(items: readonly T[], limit: number, object: Page<T>['object'], url: string): Page<T> => ({
  object,
  data: items.slice(0, limit),
  has_more: items.length > limit,
  url,
});

type Listed = { id: string; metadata?: Metadata; payment_intent?: string; type?: string };
type Page<T> = { object: 'list' | 'search_result'; data: T[]; has_more: boolean; url: string };
