import { randomBytes } from 'node:crypto';
import { currentTrace } from '@bazaar/kit';
import pg from 'pg';

/**
 * How many statements a service in this process sends to PostgreSQL to answer what `run` asks by `fetch`: each request
 * carries a trace, and statements of another trace or of none (timers, relays, consumers) are somebody else's. The
 * borders of transactions are not counted; `isCounted` leaves out more.
 */
export async function countStatements(
  run: () => Promise<unknown>,
  isCounted: (text: string) => boolean = () => true,
): Promise<number> {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  const { fetch } = globalThis;
  const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown;
  let count = 0;
  let isAsked = false;
  globalThis.fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), traceparent } });
  Reflect.set(pg.Client.prototype, 'query', function (this: unknown, ...args: unknown[]) {
    const [first] = args as [string | { readonly text?: string }];
    const text = (typeof first === 'string' ? first : first.text) ?? '';
    const isOurs = currentTrace()?.traceparent === traceparent;
    isAsked ||= isOurs;
    if (isOurs && !transactionBorder.test(text) && isCounted(text)) count += 1;
    return query.apply(this, args);
  });
  try {
    await run();
  } finally {
    globalThis.fetch = fetch;
    Reflect.set(pg.Client.prototype, 'query', query);
  }
  if (!isAsked)
    throw new Error('No statement carried the trace: what was run did not ask the database by fetch.');
  return count;
}

const transactionBorder = /^\s*(begin|commit|rollback|savepoint|release)\b/i;
