// What clients notice while the supergraph is swapped: `node tools/with-node.mjs bench/gateway/swap.ts --help`.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createExecutor } from '@bazaar/executor';
import { Pool } from 'undici';
import { percentile } from '../platform/closed-loop.ts';
import { composeBench } from './compose.ts';
import { largeOperation } from './large-operations.ts';
import { node, otherCore, serverCore } from './processes.ts';
import { subgraphSdls, workloads } from './schema.ts';

const usage = `Usage: bench/gateway/swap.ts [--swaps 5] [--seconds 8] [--connections 50] [--operations 30]

  Runs the gateway (npm run gateway) on a file that changes from one supergraph to another and back, every so many
  seconds, under a closed loop of a mix of operations. Prints the requests that failed, and p99 within the swaps (from
  the change of the file until a second after the gateway has swapped) beside p99 at all other times.`;

const { values } = parseArgs({
  options: {
    swaps: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '50' },
    operations: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-swap-'));
  const subgraphs = await node(['subgraphs.ts'], otherCore);
  const { origin } = new URL(subgraphs.url);
  const supergraphs = [subgraphSdls, changed(subgraphSdls)].map((sdls) =>
    composeBench((name) => `${origin}/${name}`, sdls),
  );
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraphs[0]!);
  const gateway = await startGateway(file);
  try {
    const bodies = await operations(supergraphs[0]!);
    const load = startLoad(gateway.origin, bodies);
    await pause(Number(values.seconds) * 2);
    load.samples.length = 0;
    const swaps: Interval[] = [];
    for (let swap = 1; swap <= Number(values.swaps); swap++) {
      await pause(Number(values.seconds));
      const startMs = performance.now();
      const swapped = gateway.nextReload();
      writeFileSync(file, supergraphs[swap % 2]!);
      await swapped;
      const swappedMs = performance.now();
      await pause(1);
      swaps.push({ startMs, swappedMs, endMs: performance.now() });
    }
    await load.stop();
    report(load, swaps);
  } finally {
    gateway.child.kill();
    await subgraphs.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A supergraph that differs by a field, in a subgraph that most operations ask. */
function changed(sdls: Readonly<Record<string, string>>): Record<string, string> {
  return { ...sdls, products: `${sdls['products']} extend type Product { colour: String }` };
}

async function startGateway(file: string): Promise<Gateway> {
  const cli = new URL('../../gateway/src/cli.ts', import.meta.url).pathname;
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const args = ['-c', serverCore, process.execPath, cli, '--supergraph', file, '--port', String(port)];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('the changed supergraph is refused')) throw new Error(chunk.toString());
    if (chunk.includes('supergraph reloaded')) waiting.shift()?.();
  });
  const origin = `http://127.0.0.1:${port}`;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error('The gateway did not start');
    await pause(0.2);
  }
  return { child, origin, nextReload: () => new Promise((resolve) => waiting.push(resolve)) };
}

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function operations(supergraphSdl: string): Promise<readonly string[]> {
  const executor = await createExecutor<object>({ supergraphSdl, planning: 'inline' });
  const random = Array.from({ length: Number(values.operations) }, (_, index) =>
    largeOperation(executor.schema, 25, index + 1, 3),
  );
  await executor.close();
  const { medium, small } = workloads;
  return [medium!.query, small!.query, ...random].map((query) => JSON.stringify({ query }));
}

function startLoad(origin: string, bodies: readonly string[]): Load {
  const pool = new Pool(origin, { connections: Number(values.connections) });
  const samples: Sample[] = [];
  const failures: string[] = [];
  let isOver = false;
  let next = 0;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const atMs = performance.now();
      const body = bodies[next++ % bodies.length]!;
      const headers = { 'content-type': 'application/json', authorization: `request ${next}` };
      try {
        const response = await pool.request({ path: '/graphql', method: 'POST', headers, body });
        const text = await response.body.text();
        if (response.statusCode !== 200 || text.startsWith('{"errors"')) failures.push(text.slice(0, 300));
      } catch (error) {
        failures.push(String(error));
      }
      samples.push({ atMs, durationMs: performance.now() - atMs });
    }
  };
  const clients = Array.from({ length: Number(values.connections) }, client);
  return {
    samples,
    failures,
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
      await pool.close();
    },
  };
}

function report({ samples, failures }: Load, swaps: readonly Interval[]): void {
  const isWithin = ({ atMs, durationMs }: Sample): boolean =>
    swaps.some(({ startMs, endMs }) => atMs + durationMs >= startMs && atMs <= endMs);
  console.log('\n|  | requests | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- |');
  const p99s = [false, true].map((isSwap) => {
    const chosen = samples.filter((sample) => isWithin(sample) === isSwap);
    const sorted = chosen.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(sorted, share));
    const cells = [sorted.length, p50!.toFixed(1), p99!.toFixed(1), max!.toFixed(1)];
    console.log(`| ${isSwap ? 'while swapping' : 'otherwise'} | ${cells.join(' | ')} |`);
    return p99!;
  });
  const lengths = swaps.map(({ startMs, swappedMs }) => ((swappedMs - startMs) / 1_000).toFixed(1));
  console.log(
    `\np99 while swapping is ${(p99s[1]! / p99s[0]!).toFixed(2)} × the other; ${failures.length} failed`,
  );
  console.log(`${swaps.length} swaps, seconds from the change of the file: ${lengths.join(', ')}`);
  for (const failure of failures.slice(0, 5)) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

interface Gateway {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly nextReload: () => Promise<void>;
}

interface Load {
  readonly samples: Sample[];
  readonly failures: string[];
  readonly stop: () => Promise<void>;
}

interface Sample {
  readonly atMs: number;
  readonly durationMs: number;
}

interface Interval {
  readonly startMs: number;
  readonly swappedMs: number;
  readonly endMs: number;
}
