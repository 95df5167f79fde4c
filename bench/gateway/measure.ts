// One round of one contender: load for some seconds, and what it cost.
import { cpuSeconds, residentMiB } from '../platform/processes.ts';
import type { LoadResult } from '../platform/closed-loop.ts';
import type { LoadOptions } from './load.ts';
import { lineByLine, otherCore, type Running } from './processes.ts';
import { workloads } from './schema.ts';

/** Starts the process that all load of a run comes from. */
export function startLoad(): Load {
  const { ask, stop } = lineByLine(['load.ts'], otherCore);
  return { run: async (options) => JSON.parse(await ask(JSON.stringify(options))) as LoadResult, stop };
}

/** Loads a running contender and measures the CPU time of its process and its memory under load. */
export async function measureRound(
  load: Load,
  running: Running,
  { expected, ...options }: RoundOptions,
): Promise<Round> {
  // `unique` asks for more each time: its answers differ in length.
  const answerBytes = options.workload === 'unique' ? undefined : Buffer.byteLength(expected);
  const before = cpuSeconds(running.pid);
  const result = await load.run({ url: running.url, ...options, answerBytes });
  const cpuMs = ((cpuSeconds(running.pid) - before) * 1_000) / result.requests;
  return { ...result, cpuMs, residentMiB: residentMiB(running.pid) };
}

/** Throws unless the contender gives the expected answer. */
export async function checkAnswer({ url }: Running, workload: string, expected: string): Promise<void> {
  const { query, variables } = workloads[workload]!;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables: variables(0) }),
  });
  const answer = JSON.stringify(await response.json());
  if (answer !== expected) throw new Error(`${url} answers ${workload} otherwise: ${answer.slice(0, 400)}`);
}

export interface Load {
  run(options: LoadOptions): Promise<LoadResult>;
  readonly stop: () => Promise<void>;
}

export interface RoundOptions {
  readonly workload: string;
  readonly connections: number;
  readonly durationMs: number;
  /** Whether all requests are equal; else each has a header of its own. */
  readonly isShared: boolean;
  /** The answer that must come. */
  readonly expected: string;
}

export interface Round extends LoadResult {
  readonly cpuMs: number;
  readonly residentMiB: number;
}
