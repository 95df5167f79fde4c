// A subgraph that fails in one way after the other, under a steady load on the gateway:
// `node tools/with-node.mjs bench/gateway/failing-subgraphs.ts --help`.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import {
  faultQuery,
  faults,
  problemIn,
  startFaulty,
  type Fault,
  type FaultySubgraphs,
} from '../../packages/executor/tests/faults.ts';
import { percentile } from '../platform/closed-loop.ts';
import { residentMiB } from '../platform/processes.ts';

const usage = `Usage: bench/gateway/failing-subgraphs.ts [--minutes 10] [--connections 20] [--fault-seconds 6]

  Runs the gateway (npm run gateway) on two subgraphs, of which one fails in each way in turn and comes back in between, again
  and again. Checks every answer (the rest arrives, with exactly one error that shows nothing of the inside), that
  answers are whole again within 60 s of a subgraph's return, and that memory stays flat: the heap after a collection of
  garbage, and resident memory, in the first and in the last third of the time.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    connections: { type: 'string', default: '20' },
    'fault-seconds': { type: 'string', default: '6' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-failing-'));
  const subgraphs = await startFaulty();
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, subgraphs.supergraphSdl);
  const gateway = await startGateway(file);
  const load = startLoad(gateway.origin);
  const results = new Map<string, FaultResult>(
    Object.keys(faults).map((name) => [name, { answers: 0, slowestMs: 0, calls: 0, recoveriesMs: [] }]),
  );
  const memory: MemorySample[] = [];
  try {
    const endsAtMs = performance.now() + Number(values.minutes) * 60_000;
    while (performance.now() < endsAtMs) {
      for (const [name, fault] of Object.entries(faults)) {
        await suffer(fault, results.get(name)!, subgraphs, load);
        memory.push(await gateway.memory());
      }
    }
    await load.stop();
    report(results, memory, load);
  } finally {
    gateway.child.kill();
    subgraphs.stop();
    rmSync(folder, { recursive: true });
  }
}

/** One fault from its start until all is well again. Answers that were asked for in between may be either. */
async function suffer(
  fault: Fault,
  result: FaultResult,
  subgraphs: FaultySubgraphs,
  load: Load,
): Promise<void> {
  const callsBefore = subgraphs.state.calls;
  subgraphs.state.fault = fault;
  load.expect(fault);
  await pause(Number(values['fault-seconds']));
  const { answers, slowestMs } = load.takeCounts();
  result.answers += answers;
  result.slowestMs = Math.max(result.slowestMs, slowestMs);
  result.calls += subgraphs.state.calls - callsBefore;
  load.expect('either');
  subgraphs.state.fault = undefined;
  const returnedAtMs = performance.now();
  while (!(await load.isWhole())) await pause(0.05);
  result.recoveriesMs.push(performance.now() - returnedAtMs);
  load.expect(undefined);
  await pause(2);
  load.takeCounts();
  load.expect('either');
}

function startLoad(origin: string): Load {
  const pool = new Pool(origin, { connections: Number(values.connections) + 1 });
  const body = JSON.stringify({ query: faultQuery });
  const problems: string[] = [];
  let expected: Expected = undefined;
  // Answers that were asked for under another expectation are not judged.
  let epoch = 0;
  let counts = { answers: 0, slowestMs: 0 };
  let isOver = false;
  const ask = async (): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const response = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    return response.body.text();
  };
  const client = async (): Promise<void> => {
    while (!isOver) {
      const [startedAtMs, startedIn] = [performance.now(), epoch];
      const answer = await ask().catch((error: unknown) => String(error));
      if (startedIn === epoch && expected !== 'either') {
        const problem = problemIn(answer, expected);
        if (problem !== undefined) problems.push(problem);
        counts.answers += 1;
        counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAtMs);
      }
      await pause(0.02);
    }
  };
  const clients = Array.from({ length: Number(values.connections) }, client);
  return {
    problems,
    expect: (next) => {
      expected = next;
      epoch += 1;
    },
    takeCounts: () => {
      const taken = counts;
      counts = { answers: 0, slowestMs: 0 };
      return taken;
    },
    isWhole: async () => problemIn(await ask(), undefined) === undefined,
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
      await pool.close();
    },
  };
}

async function startGateway(file: string): Promise<Gateway> {
  const cli = new URL('../../gateway/src/cli.ts', import.meta.url).pathname;
  const probe = new URL('./servers/heap-probe.ts', import.meta.url).pathname;
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const args = ['--expose-gc', '--import', probe, cli, '--supergraph', file, '--port', String(port)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'silent', SUBGRAPH_TIMEOUT_MS: '3000' },
  });
  let told: ((heapMiB: number) => void) | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    const heap = /heap (\d+)/.exec(chunk.toString())?.[1];
    if (heap !== undefined) told?.(Number(heap) / 2 ** 20);
  });
  const origin = `http://127.0.0.1:${port}`;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error('The gateway did not start');
    await pause(0.2);
  }
  return {
    child,
    origin,
    memory: async () => {
      const heapMiB = await new Promise<number>((resolve) => {
        told = resolve;
        child.kill('SIGUSR2');
      });
      return { heapMiB, residentMiB: residentMiB(child.pid!) };
    },
  };
}

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function report(
  results: ReadonlyMap<string, FaultResult>,
  memory: readonly MemorySample[],
  { problems }: Load,
): void {
  console.log(
    '\n| the subgraph | answers checked | slowest | calls that reached it | whole again, slowest |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  for (const [name, { answers, slowestMs, calls, recoveriesMs }] of results) {
    const recoveryMs = Math.max(...recoveriesMs);
    const cells = [
      name,
      answers,
      `${slowestMs.toFixed(0)} ms`,
      calls,
      `${(recoveryMs / 1_000).toFixed(1)} s`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
    if (recoveryMs > 60_000) problems.push(`${name}: whole again only after ${recoveryMs} ms`);
  }
  // The first samples are those of a process that still grows into its work.
  const settled = memory.slice(Math.floor(memory.length / 6));
  const third = Math.max(1, Math.floor(settled.length / 3));
  const [early, late] = [settled.slice(0, third), settled.slice(-third)];
  for (const key of ['heapMiB', 'residentMiB'] as const) {
    const [before, after] = [early, late].map((samples) => median(samples.map((sample) => sample[key])));
    console.log(
      `${key}: ${before!.toFixed(1)} in the first third, ${after!.toFixed(1)} in the last (medians)`,
    );
    if (after! > before! * 1.1 + 10) problems.push(`${key} grew from ${before} to ${after}`);
  }
  console.log(`${memory.length} faults in ${values.minutes} minutes; ${problems.length} problems`);
  for (const problem of problems.slice(0, 5)) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function median(numbers: readonly number[]): number {
  return percentile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

type Expected = Fault | undefined | 'either';

interface FaultResult {
  answers: number;
  slowestMs: number;
  calls: number;
  readonly recoveriesMs: number[];
}

interface MemorySample {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

interface Load {
  readonly problems: string[];
  readonly expect: (expected: Expected) => void;
  readonly takeCounts: () => { answers: number; slowestMs: number };
  readonly isWhole: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

interface Gateway {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly memory: () => Promise<MemorySample>;
}
