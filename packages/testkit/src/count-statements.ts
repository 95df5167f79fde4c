import pg from 'pg';

/**
 * How many statements this process sends to PostgreSQL while `run` runs. What services do beside requests is not
 * counted: messaging, and the borders of transactions. `isCounted` leaves out more.
 */
export async function countStatements(
  run: () => Promise<unknown>,
  isCounted: (text: string) => boolean = () => true,
): Promise<number> {
  const original = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown;
  let count = 0;
  Reflect.set(pg.Client.prototype, 'query', function (this: unknown, ...args: unknown[]) {
    const [query] = args as [string | { readonly text?: string }];
    const text = (typeof query === 'string' ? query : query.text) ?? '';
    if (!background.test(text) && isCounted(text)) count += 1;
    return original.apply(this, args);
  });
  try {
    await run();
  } finally {
    Reflect.set(pg.Client.prototype, 'query', original);
  }
  return count;
}

const background = /messaging\.|^\s*(begin|commit|rollback|savepoint|release)\b/i;
