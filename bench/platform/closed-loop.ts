// Closed-loop load: each connection sends its next request when it has the answer to the last one.
export type LoadResult = {
  requests: number;
  failures: number;
  seconds: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
};

export async function runClosedLoop(options: {
  connections: number;
  durationMs: number;
  /** Rejects when the answer is not the expected one. */
  request: (index: number) => Promise<void>;
}): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const failures = new Map<string, number>();
  const startedAt = performance.now();
  const endsAt = startedAt + options.durationMs;
  let next = 0;
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      while (performance.now() < endsAt) {
        const sentAt = performance.now();
        try {
          await options.request(next++);
          latenciesMs.push(performance.now() - sentAt);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          failures.set(message, (failures.get(message) ?? 0) + 1);
        }
      }
    }),
  );
  for (const [message, count] of failures) console.error(`  ${count} × ${message}`);
  const seconds = (performance.now() - startedAt) / 1000;
  latenciesMs.sort((a, b) => a - b);
  return {
    requests: latenciesMs.length,
    failures: [...failures.values()].reduce((sum, count) => sum + count, 0),
    seconds,
    requestsPerSecond: latenciesMs.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p95Ms: percentile(latenciesMs, 0.95),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
