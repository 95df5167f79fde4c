import type { Round } from './measure.ts';

/** One workload's table: the median of each contender's rounds, and its CPU time beside that of the ones to be compared with. */
export function report(workload: string, measurements: readonly Measurement[]): string {
  const medians = measurements.map(({ name, rounds }) => ({ name, ...medianOf(rounds) }));
  const compared = ['floor', 'stock Apollo', 'Hive + Rust planner'].flatMap(
    (name) => medians.find((one) => one.name === name) ?? [],
  );
  const header = [
    '',
    ...['CPU ms/request', 'least', 'req/s', 'p50 ms', 'p99 ms', 'RSS MiB', 'failed'],
    ...compared.map(({ name }) => `÷ ${name}`),
  ];
  const rows = medians.map((one) => [
    one.name,
    one.cpuMs.toFixed(3),
    one.leastCpuMs.toFixed(3),
    one.requestsPerSecond.toFixed(0),
    one.p50Ms.toFixed(1),
    one.p99Ms.toFixed(1),
    one.residentMiB.toFixed(0),
    String(one.failures),
    ...compared.map(({ cpuMs }) => (one.cpuMs / cpuMs).toFixed(2)),
  ]);
  const toLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = toLine(header.map(() => '---'));
  return [`\n### ${workload}\n`, toLine(header), rule, ...rows.map(toLine)].join('\n');
}

/** The middle round by CPU time; memory is the most that any showed, and no failure is left out. */
function medianOf(rounds: readonly Round[]): Round & { leastCpuMs: number } {
  const sorted = [...rounds].sort((a, b) => a.cpuMs - b.cpuMs);
  return {
    ...sorted[Math.floor(sorted.length / 2)]!,
    leastCpuMs: sorted[0]!.cpuMs,
    residentMiB: Math.max(...rounds.map((round) => round.residentMiB)),
    failures: rounds.reduce((sum, round) => sum + round.failures, 0),
  };
}

export interface Measurement {
  readonly name: string;
  readonly rounds: readonly Round[];
}
