/** `DIFFERENTIAL_SEED` from the environment, to repeat a run of the tests. */
export function readSeed(): number {
  return Number(process.env.DIFFERENTIAL_SEED ?? 1);
}

/** For `@apollo/gateway`, before it is loaded. */
export function disableTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
}
