import type { Logger } from '@bazaar/kit';
import type { ReceivedMessage } from '../drivers/driver.ts';
import { gapCode, type Applier } from './apply-message.ts';
import { tryInPlace, type AttemptPolicy } from './attempts.ts';
import type { ReplayRequest } from './control-headers.ts';
import { markReplayed, type DeadLetterStore, type StoredMessage } from './dead-letter-store.ts';
import { codeOf, PoisonError } from './failures.ts';
import { failureOf, fieldsOf } from './outcomes.ts';
import type { Delivery, Persist } from './process-message.ts';
import { inSequence, isBefore } from './stream.ts';

/**
 * How dead letters are handled again, each stream in its order, up to the first that fails.
 *
 * - On request, by the topic, so that what arrives meanwhile waits behind. The request accepts that something may be
 *   missing before its first letter, and no more.
 * - By themselves, when what was missing before them has come.
 */
export function createReplay(parts: ReplayParts) {
  const { applier, store, logger, group, persist } = parts;

  async function handleAgain(
    letters: readonly StoredMessage[],
    delivery: Delivery,
    isFirstAccepted: boolean,
  ): Promise<boolean> {
    for (const [index, letter] of inSequence(letters).entries()) {
      const isGapAccepted = isFirstAccepted && index === 0;
      const result = await tryInPlace(() => again(letter, isGapAccepted), parts.policyOf(letter, delivery));
      if (result.outcome === 'done') continue;
      if (result.outcome === 'stopped') return false;
      if (codeOf(result.error) !== gapCode)
        logger.error(
          { err: result.error, group, deadLetterId: letter.id, ...fieldsOf(letter) },
          'replay failed',
        );
      const noted = await persist(() => store.markFailedAgain(letter.id, failureOf(result, false)), delivery);
      if (letter.parksKey || noted.outcome !== 'done') return noted.outcome === 'done';
    }
    return true;
  }

  async function again(letter: StoredMessage, isGapAccepted: boolean): Promise<void> {
    const reason = parts.distrust(letter);
    if (reason) throw reason;
    if (letter.reason !== 'held' && !applier.handles(letter))
      throw new PoisonError('NO_HANDLER', 'This consumer has no handler for the type any more.');
    const also = (sql: Parameters<typeof markReplayed>[0]) => markReplayed(sql, letter.id);
    await applier.apply(letter, { also, isReplay: true, isGapAccepted });
  }

  /** The letters that wait under a key for nothing but a message that is missing; none if an operator must decide. */
  async function waitingForMissing(key: string): Promise<StoredMessage[]> {
    const letters = inSequence(await store.toReplay(key, null));
    return letters[0]?.errorCode === gapCode ? letters : [];
  }

  async function release(key: string, delivery: Delivery): Promise<boolean> {
    const letters = await persist(() => waitingForMissing(key), delivery);
    return letters.outcome === 'done' && handleAgain(letters.value, delivery, false);
  }

  return {
    async onRequest(request: ReceivedMessage, delivery: Delivery): Promise<boolean> {
      const { deadLetterId } = JSON.parse(request.value) as ReplayRequest;
      const letters = await persist(() => store.toReplay(request.key, deadLetterId), delivery);
      if (letters.outcome !== 'done' || !(await handleAgain(letters.value, delivery, true))) return false;
      return deadLetterId === null || release(request.key, delivery);
    },
    /** Whether the message may be the missing one. */
    async isMissing(message: ReceivedMessage): Promise<boolean> {
      const [first] = await waitingForMissing(message.key);
      return first !== undefined && isBefore(message, first);
    },
    release,
  };
}

type ReplayParts = {
  group: string;
  logger: Logger;
  applier: Applier;
  store: DeadLetterStore;
  distrust: (letter: StoredMessage) => PoisonError | undefined;
  persist: Persist;
  policyOf: (letter: StoredMessage, delivery: Delivery) => AttemptPolicy;
};
