// One round of one contender: load for some seconds, and what it cost.
import { cpuSeconds, residentMiB } from '../platform/processes.ts';
import type { LoadResult } from '../platform/closed-loop.ts';
import type { LoadOptions } from './load.ts';
import { otherCore, runToEnd, type Running } from './processes.ts';
import { workloads } from './schema.ts';

/** Loads a running contender and measures the CPU time of its process and its memory under load. */
export async function measureRound(running: Running, options: RoundOptions): Promise<Round> {
  const before = cpuSeconds(running.pid);
  const result = await load(running, options);
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

async function load({ url }: Running, { expected, ...options }: RoundOptions): Promise<LoadResult> {
  // `unique` asks for more each time: its answers differ in length.
  const answerLength = options.workload === 'unique' ? undefined : expected.length;
  const loadOptions: LoadOptions = { url, ...options, answerLength };
  return JSON.parse(await runToEnd(['load.ts', JSON.stringify(loadOptions)], otherCore)) as LoadResult;
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
