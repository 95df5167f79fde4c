import { z } from 'zod';

/** What is to go wrong next, set by `POST /_simulator/faults`. Everything left out is as it should be. */
export const faultsSchema = z.object({
  /** Each answer is kept back that long. */
  latencyMs: z.number().int().nonnegative().max(60_000).default(0),
  /** The next n changing requests take effect and answer 500; with their retries for `unknownOutcomeMs`. */
  failAfterEffect: z.number().int().nonnegative().default(0),
  /** The next n changing requests answer 500 and do nothing. */
  failBeforeEffect: z.number().int().nonnegative().default(0),
  /** Only requests whose path ends so count, e.g. `/capture`. */
  pathSuffix: z.string().default(''),
  webhooks: z
    .object({
      isOff: z.boolean().default(false),
      delayMs: z.number().int().nonnegative().max(60_000).default(0),
      /** Each event is delivered that many times more. */
      duplicates: z.number().int().nonnegative().max(10).default(0),
      /** Events that happen within this time are delivered in the opposite order. */
      reverseWithinMs: z.number().int().nonnegative().max(10_000).default(0),
    })
    .prefault({}),
});

export type Faults = z.input<typeof faultsSchema>;
export type ActiveFaults = z.output<typeof faultsSchema>;

export const noFaults = (): ActiveFaults => faultsSchema.parse({});

/** Counts a fault down, if it is due for the path. */
export function takeFault(
  faults: ActiveFaults,
  name: 'failAfterEffect' | 'failBeforeEffect',
  path: string,
): boolean {
  if (faults[name] === 0 || !path.endsWith(faults.pathSuffix)) return false;
  faults[name] -= 1;
  return true;
}
