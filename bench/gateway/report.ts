import type { LoadResult } from '../platform/closed-loop.ts';

/** One workload's table, with each contender's CPU time as a multiple of the executor's. */
export function report(measurements: readonly Measurement[]): string {
  const own = measurements.find(({ name }) => name === 'executor')?.cpuMs;
  const header = [
    '',
    'CPU ms/request',
    '× executor',
    'req/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'RSS MB',
    'failed',
  ];
  const rows = measurements.map((one) => [
    one.name,
    one.cpuMs.toFixed(3),
    own === undefined ? '' : (one.cpuMs / own).toFixed(2),
    one.requestsPerSecond.toFixed(0),
    one.p50Ms.toFixed(1),
    one.p95Ms.toFixed(1),
    one.p99Ms.toFixed(1),
    one.residentMiB.toFixed(0),
    String(one.failures),
  ]);
  const toLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = toLine(header.map(() => '---'));
  return [`\n### ${measurements[0]?.workload}\n`, toLine(header), rule, ...rows.map(toLine)].join('\n');
}

export interface Measurement extends LoadResult {
  readonly name: string;
  readonly workload: string;
  readonly cpuMs: number;
  readonly residentMiB: number;
}
