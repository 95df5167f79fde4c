import type { DifferentialOptions } from './run.ts';

/** `DIFFERENTIAL_OPERATIONS`, `DIFFERENTIAL_SEED` and `DIFFERENTIAL_CASE` (a case's name) from the environment. */
export function readOptions(operationsDefault: number): DifferentialOptions {
  const { DIFFERENTIAL_OPERATIONS, DIFFERENTIAL_SEED, DIFFERENTIAL_CASE } = process.env;
  return {
    operations: Number(DIFFERENTIAL_OPERATIONS ?? operationsDefault),
    seed: Number(DIFFERENTIAL_SEED ?? 1),
    replay: DIFFERENTIAL_CASE,
  };
}
