import type { Databases } from './databases.ts';
import type { Step } from './moves.ts';
import { runSeed, type Outcome } from './run.ts';

/** Each try is a whole run. */
const triesMax = 60;

/**
 * A shorter run of the same seed that breaks the same promise: pieces are left out, large ones first, as long as it
 * still does. What a later step needs of one that is gone, it does without: impossible steps are skipped.
 */
export async function shrink(databases: Databases, outcome: Outcome): Promise<Outcome> {
  let best = outcome;
  let tries = 0;
  for (
    let size = Math.ceil(outcome.steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < best.steps.length && tries < triesMax; tries += 1) {
      const steps: Step[] = [...best.steps.slice(0, at), ...best.steps.slice(at + size)];
      const tried = await runSeed(databases, outcome.seed, { steps });
      if (tried.violation?.promise === outcome.violation!.promise) best = tried;
      else at += size;
    }
  }
  return best;
}
