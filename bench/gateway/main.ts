// CPU time per request of gateways, measured in one run: `node tools/with-node.mjs bench/gateway/main.ts --help`.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LoadResult } from '../platform/closed-loop.ts';
import { cpuSeconds, residentMiB } from '../platform/processes.ts';
import { composeBench } from './compose.ts';
import {
  contenders,
  node,
  otherCore,
  runToEnd,
  type BenchFiles,
  type Contender,
  type Running,
} from './contenders.ts';
import type { LoadOptions } from './load.ts';
import { record } from './recording.ts';
import { report, type Measurement } from './report.ts';
import { workloads } from './schema.ts';

const usage = `Usage: bench/gateway/main.ts [--seconds 5] [--rounds 3] [--warmup 12] [--connections 50] [--only name,…] [--workloads deep,…] [--shared]

  Starts the subgraphs and each gateway in a process of its own (gateways on core 0, all else on core 1), checks that
  all give the same answer, and measures them in turn. Install the peers first: npm ci --prefix bench/gateway/peers`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    warmup: { type: 'string', default: '12' },
    connections: { type: 'string', default: '50' },
    only: { type: 'string' },
    workloads: { type: 'string', default: Object.keys(workloads).join() },
    shared: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const expected = new Map<string, string>();

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const subgraphs = await node(['subgraphs.ts'], otherCore);
  const running: Running[] = [subgraphs];
  try {
    const files = await prepareFiles(folder, new URL(subgraphs.url).origin);
    const measurements: Measurement[] = [];
    for (const workload of values.workloads.split(',')) {
      for (const contender of chosen()) {
        const gateway = await contender.start(files);
        running.push(gateway);
        measurements.push(await measure(contender, gateway, workload));
        await gateway.stop();
      }
      console.log(report(measurements.filter((one) => one.workload === workload)));
    }
    console.log(
      `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${values.connections} connections`,
    );
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true });
  }
}

function chosen(): readonly Contender[] {
  const hasPeers = existsSync(join(import.meta.dirname, 'peers/node_modules'));
  const names = values.only?.split(',');
  const isPeer = ({ name }: Contender): boolean => /stock|Hive/.test(name);
  return contenders.filter((one) => (names?.includes(one.name) ?? true) && (hasPeers || !isPeer(one)));
}

async function prepareFiles(folder: string, origin: string): Promise<BenchFiles> {
  const urlOf = (name: string): string => `${origin}/${name}`;
  const supergraphSdl = composeBench(urlOf);
  const files = { supergraph: join(folder, 'supergraph.graphql'), recording: join(folder, 'recording.json') };
  writeFileSync(files.supergraph, supergraphSdl);
  const recording = await record(supergraphSdl, urlOf);
  writeFileSync(files.recording, JSON.stringify(recording));
  for (const [name, { query }] of Object.entries(workloads)) {
    const { waves, answer } = recording[query]!;
    const bytes = JSON.stringify(answer).length;
    console.log(
      `${name}: ${(bytes / 1_000).toFixed(1)} KB, ${waves.flat().length} requests in ${waves.length} waves`,
    );
    expected.set(name, JSON.stringify(answer));
  }
  return files;
}

async function measure({ name }: Contender, gateway: Running, workload: string): Promise<Measurement> {
  await checkAnswer(name, gateway, workload);
  await load(gateway, workload, Number(values.warmup) * 1_000);
  const rounds: Measurement[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const before = cpuSeconds(gateway.pid);
    const result = await load(gateway, workload, Number(values.seconds) * 1_000);
    const cpuMs = ((cpuSeconds(gateway.pid) - before) * 1_000) / result.requests;
    rounds.push({ ...result, name, workload, cpuMs, residentMiB: residentMiB(gateway.pid) });
  }
  return rounds.sort((a, b) => a.cpuMs - b.cpuMs)[Math.floor(rounds.length / 2)]!;
}

async function load({ url }: Running, workload: string, durationMs: number): Promise<LoadResult> {
  const options: LoadOptions = {
    url,
    workload,
    connections: Number(values.connections),
    durationMs,
    isShared: values.shared,
    answerLength: undefined,
  };
  return JSON.parse(await runToEnd(['load.ts', JSON.stringify(options)], otherCore)) as LoadResult;
}

async function checkAnswer(name: string, { url }: Running, workload: string): Promise<void> {
  const { query, variables } = workloads[workload]!;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables: variables(0) }),
  });
  const answer = JSON.stringify(await response.json());
  if (answer !== expected.get(workload))
    throw new Error(`${name} answers ${workload} otherwise: ${answer.slice(0, 400)}`);
}
