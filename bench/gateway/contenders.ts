import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { foreignEnv, foreignNode, launch, node, stop, serverCore, type Running } from './processes.ts';

const here = import.meta.dirname;

/** Every gateway that can be measured, and how its process is started. */
export const contenders: readonly Contender[] = [
  {
    name: 'prepared answer',
    workloads: ['deep', 'medium', 'small'],
    start: ({ files }) => node(['servers/prepared.ts', files.supergraph, files.recording]),
  },
  { name: 'floor', start: ({ files }) => node(['servers/floor.ts', files.supergraph, files.recording]) },
  { name: 'executor', start: ({ files }) => node(['servers/ours.ts', files.supergraph]) },
  { name: 'gateway', start: (bench) => gateway(bench, true) },
  { name: 'gateway without fast path', start: (bench) => gateway(bench, false) },
  {
    name: 'stock Apollo',
    isPeer: true,
    start: ({ files }) => foreignNode(['peers/stock.mjs', files.supergraph]),
  },
  { name: 'Hive', isPeer: true, start: (bench) => hive(bench, '0') },
  { name: 'Hive + Rust planner', isPeer: true, start: (bench) => hive(bench, '1') },
];

const gateway = ({ files, isShared }: Bench, hasFastPath: boolean): Promise<Running> =>
  node(['servers/gateway.ts', files.supergraph, String(hasFastPath), String(isShared)]);

async function hive({ files }: Bench, nativePlanner: string): Promise<Running> {
  const port = await freePort();
  const bin = `${here}/peers/node_modules/@graphql-hive/gateway/dist/bin.js`;
  const child = launch(
    serverCore,
    [process.execPath, bin, 'supergraph', '-c', 'hive.config.mjs', '--fork', '1'],
    {
      cwd: `${here}/peers`,
      env: {
        ...foreignEnv,
        BENCH_SUPERGRAPH: files.supergraph,
        BENCH_PORT: String(port),
        BENCH_NATIVE_PLANNER: nativePlanner,
      },
    },
  );
  return whenUp({ pid: child.pid!, url: `http://127.0.0.1:${port}/graphql`, stop: () => stop(child) });
}

async function whenUp(running: Running): Promise<Running> {
  const endsAtMs = Date.now() + 120_000;
  while (Date.now() < endsAtMs) {
    const isUp = await fetch(running.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{__typename}"}',
    })
      .then((response) => response.ok)
      .catch(() => false);
    if (isUp) return running;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await running.stop();
  throw new Error(`${running.url} did not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export interface Contender {
  readonly name: string;
  /** Installed by the bench alone. */
  readonly isPeer?: boolean;
  /** Those that it can answer; all unless told. */
  readonly workloads?: readonly string[];
  readonly start: (bench: Bench) => Promise<Running>;
}

export interface Bench {
  readonly files: BenchFiles;
  /** Whether equal requests under way may be answered by one execution. */
  readonly isShared: boolean;
}

export interface BenchFiles {
  readonly supergraph: string;
  readonly recording: string;
}
