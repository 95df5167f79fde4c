import { missing } from './api-error.ts';
import type { FormValue } from './form.ts';
import { cancelIntent, captureIntent, confirmIntent, createIntent, findIntent } from './intents.ts';
import { list, searchIntents } from './lists.ts';
import { parameters, read } from './parameters.ts';
import { createRefund } from './refunds.ts';
import type { Unit } from './store.ts';

/** Stripe's resources, as far as a shop needs them: a method and a path pattern, and what it does. */
export function findOperation(method: string, path: string): { run: Operation; id: string } | undefined {
  for (const [pattern, run] of operations) {
    const match = pattern.exec(`${method} ${path}`);
    if (match) return { run, id: match[1] ?? '' };
  }
  return undefined;
}

const listOf = parameters.list;
const routes: Readonly<Record<string, Operation>> = {
  'POST /v1/payment_intents': ({ unit, form, publicUrl }) =>
    createIntent(unit, read(parameters.createIntent, form), publicUrl),
  'GET /v1/payment_intents': ({ unit, form }) =>
    list(unit.state.intents.values(), read(listOf, form), '/v1/payment_intents'),
  'GET /v1/payment_intents/search': ({ unit, form }) =>
    searchIntents(unit.state.intents.values(), read(parameters.search, form)),
  'GET /v1/payment_intents/:id': ({ unit, id }) => findIntent(unit, id),
  'POST /v1/payment_intents/:id/confirm': ({ unit, id, form, publicUrl }) =>
    confirmIntent(unit, id, read(parameters.confirmIntent, form), publicUrl),
  'POST /v1/payment_intents/:id/capture': ({ unit, id, form }) =>
    captureIntent(unit, id, read(parameters.captureIntent, form)),
  'POST /v1/payment_intents/:id/cancel': ({ unit, id, form }) =>
    cancelIntent(unit, id, read(parameters.cancelIntent, form)),
  'GET /v1/charges/:id': ({ unit, id }) => found(unit.state.charges, id, 'charge'),
  'POST /v1/refunds': ({ unit, form }) => createRefund(unit, read(parameters.createRefund, form)),
  'GET /v1/refunds': ({ unit, form }) => list(unit.state.refunds.values(), read(listOf, form), '/v1/refunds'),
  'GET /v1/refunds/:id': ({ unit, id }) => found(unit.state.refunds, id, 'refund'),
  'GET /v1/events': ({ unit, form }) => list(unit.state.events.values(), read(listOf, form), '/v1/events'),
  'GET /v1/events/:id': ({ unit, id }) => found(unit.state.events, id, 'event'),
};
const operations = Object.entries(routes).map(([route, run]) => [toPattern(route), run] as const);

function toPattern(route: string): RegExp {
  return new RegExp(`^${route.replace(':id', '([a-zA-Z0-9_]+)')}$`);
}

function found<T>(objects: ReadonlyMap<string, T>, id: string, what: string): T {
  const object = objects.get(id);
  if (!object) throw missing(what, id, 'id');
  return object;
}

type Operation = (call: {
  unit: Unit;
  id: string;
  form: Record<string, FormValue>;
  publicUrl: string;
}) => object;
