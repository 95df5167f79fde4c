// CPU time per request of gateways, measured in one run: `node tools/with-node.mjs bench/gateway/main.ts --help`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contenders, type Bench, type Contender } from './contenders.ts';
import { prepareFiles } from './files.ts';
import { checkAnswer, measureRound, startLoad, type Load, type Round, type RoundOptions } from './measure.ts';
import { node, otherCore, type Running } from './processes.ts';
import { report, type Measurement } from './report.ts';
import { workloads } from './schema.ts';

const usage = `Usage: bench/gateway/main.ts [options]

  Starts the subgraphs and, per workload, every gateway in a process of its own (gateways on core 0, all else on core 1
  where taskset is there), checks that all give the same answer, warms each up, and measures them in turn, round after
  round. Tables have the median of the rounds. Install the peers first: npm ci --prefix bench/gateway/peers

  --sharing off|on     off (default): each request has a header of its own, so that nothing can be shared;
                       on: all are equal, and gateways may execute equal requests under way once
  --workloads a,b      ${Object.keys(workloads).join(', ')}; all unless told
  --only a,b           contenders by name: ${contenders.map(({ name }) => name).join(', ')}
  --rounds 5           measurements of each contender, interleaved
  --seconds 4          length of one
  --warmup 12          seconds of load before the first; less than 12 measures the compiler
  --connections 50`;

const { values } = parseArgs({
  options: {
    sharing: { type: 'string', default: 'off' },
    workloads: { type: 'string', default: Object.keys(workloads).join() },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    warmup: { type: 'string', default: '12' },
    connections: { type: 'string', default: '50' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const subgraphs = await node(['subgraphs.ts'], otherCore);
  const load = startLoad();
  try {
    const { files, answers } = await prepareFiles(folder, new URL(subgraphs.url).origin);
    const bench: Bench = { files, isShared: values.sharing === 'on' };
    for (const workload of values.workloads.split(',')) {
      console.log(report(workload, await compare(bench, load, workload, answers.get(workload)!)));
    }
    console.log(
      `\n${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}, ` +
        `${values.connections} connections, sharing ${values.sharing}, median of ${values.rounds} × ${values.seconds} s`,
    );
  } finally {
    await Promise.all([load.stop(), subgraphs.stop()]);
    rmSync(folder, { recursive: true });
  }
}

/** Measures all contenders on one workload, round by round, so that a busy minute is everyone's. */
async function compare(bench: Bench, load: Load, workload: string, expected: string): Promise<Measurement[]> {
  const options: RoundOptions = {
    ...{ workload, expected, isShared: bench.isShared, connections: Number(values.connections) },
    durationMs: Number(values.seconds) * 1_000,
  };
  const racing: Racing[] = [];
  try {
    for (const { name, start } of chosen(workload)) {
      const running = await start(bench);
      racing.push({ name, running, rounds: [] });
      await checkAnswer(running, workload, expected);
      await measureRound(load, running, { ...options, durationMs: Number(values.warmup) * 1_000 });
    }
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const { running, rounds } of racing) rounds.push(await measureRound(load, running, options));
    }
    return racing.map(({ name, rounds }) => ({ name, rounds }));
  } finally {
    await Promise.all(racing.map(({ running }) => running.stop()));
  }
}

function chosen(workload: string): readonly Contender[] {
  const hasPeers = existsSync(join(import.meta.dirname, 'peers/node_modules'));
  const names = values.only?.split(',');
  return contenders.filter(
    ({ name, isPeer, workloads: own }) =>
      (names?.includes(name) ?? true) && (hasPeers || !isPeer) && (own?.includes(workload) ?? true),
  );
}

interface Racing {
  readonly name: string;
  readonly running: Running;
  readonly rounds: Round[];
}
