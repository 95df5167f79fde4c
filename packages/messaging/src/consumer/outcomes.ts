import type { WireMessage } from '../drivers/driver.ts';
import { gapCode } from './apply-message.ts';
import type { AttemptOutcome } from './attempts.ts';
import type { DeadLetterFailure } from './dead-letter-store.ts';
import { codeOf, PoisonError } from './failures.ts';

/** What is recorded of a message that could not be handled. */
export function failureOf(result: Failed, isOrdered: boolean): DeadLetterFailure {
  const code = codeOf(result.error) ?? 'HANDLER_FAILED';
  const isEarly = code === gapCode;
  return {
    reason: isEarly ? 'held' : result.outcome,
    parksKey: isEarly || (isOrdered && result.outcome === 'exhausted'),
    code,
    message: result.error instanceof Error ? result.error.message : String(result.error),
    attempts: isEarly ? 0 : result.attempts,
  };
}

/** What has ended its process so often that nobody tries again. */
export function crashed(attempts: number): Failed {
  const message = 'The process ended each time it handled this message.';
  return { outcome: 'exhausted', error: new PoisonError('PROCESS_CRASHED', message), attempts };
}

export const fieldsOf = (message: WireMessage) => ({
  key: message.key,
  eventId: message.headers.ce_id,
  type: message.headers.ce_type,
});

export type Failed = Extract<AttemptOutcome<never>, { error: unknown }>;
