/** Thrown by a handler for a message that can never succeed: it goes to the dead letters at once. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
  readonly code: string;

  constructor(code: string, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The one place that classes failures.
 * - `poison`: never succeeds, dead letters at once.
 * - `unavailable`: the database is away; tried again without end, since nothing could be recorded either.
 * - `transient`: everything else; tried again in place, then exhausted.
 */
export function classifyFailure(error: unknown): FailureClass {
  for (const cause of causesOf(error)) {
    if (cause instanceof PoisonError) return 'poison';
    const code = codeOf(cause);
    if (code !== undefined && unavailableCodes.test(code)) return 'unavailable';
    if (cause instanceof Error && unavailableMessages.test(cause.message)) return 'unavailable';
  }
  return 'transient';
}

export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function* causesOf(error: unknown): Generator {
  let current = error;
  for (let depth = 0; depth < 5 && current !== undefined && current !== null; depth += 1) {
    yield current;
    if (current instanceof AggregateError) yield* current.errors;
    current = current instanceof Error ? current.cause : undefined;
  }
}

// SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown); Node's socket errors; Prisma's connection errors.
const unavailableCodes =
  /^(08...|53...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|P1001|P1002|P1008|P1017|P2024)$/;
// pg has no code for these, and Prisma hides PostgreSQL's behind one of its own.
const unavailableMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)|\b(Raw query failed|Database error)\. Code: `(08...|53...|57P0.)`/;

export type FailureClass = 'poison' | 'unavailable' | 'transient';
