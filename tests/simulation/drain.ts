// Peace after chaos: nothing fails any more, everything that waits gets its turn, and time passes until all is done.
import type { Run, Violation } from './run.ts';
import { make, moves, type MoveKind, type Step } from './moves.ts';
import { nextDue, undelivered, unread } from './waiting.ts';

/** Far more than the longest run needs: what is not quiet by then never will be. */
const stepsMax = 3_000;

export async function becomeQuiet(run: Run): Promise<Violation | undefined> {
  run.world.provider.simulator.setFaults();
  const before = run.steps.length;
  for (let count = 0; count < stepsMax; count += 1) {
    const step = next(run);
    if (step) {
      await make(run, step);
      if (step.kind === 'wait') await make(run, sweep);
      continue;
    }
    // The way to quiet is always the same: what led to it is worth remembering.
    run.steps.length = before;
    return run.problems.length > 0
      ? { promise: 'everybody gets an answer', detail: run.problems.join('\n') }
      : undefined;
  }
  const last = run.steps.slice(-12).map(({ kind, target }) => `${kind} ${target}`);
  run.steps.length = before;
  return { promise: 'everything comes to an end', detail: last.join('\n') };
}

const sweep: Step = { kind: 'sweep', target: 'inventory', param: 0 };

/** In the order of their urgency; `param` such that nothing goes wrong. */
function next(run: Run): Step | undefined {
  return (
    first('restart', moves.restart.targets(run)) ??
    first('resume', moves.resume.targets(run)) ??
    first('publish', moves.publish.targets(run)) ??
    first('deliver', unread(run)) ??
    first('job', moves.job.targets(run)) ??
    first(
      'webhook',
      undelivered(run).map(({ name }) => name),
    ) ??
    (nextDue(run) < Infinity ? { kind: 'wait', target: 'clock', param: 0 } : undefined)
  );
}

const first = (kind: MoveKind, [target]: readonly string[]): Step | undefined =>
  target === undefined ? undefined : { kind, target, param: 2 };
