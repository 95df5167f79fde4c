import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const here = import.meta.dirname;

/** Every gateway that can be measured, and how its process is started. */
export const contenders: readonly Contender[] = [
  { name: 'floor', start: (files) => node(['servers/floor.ts', files.supergraph, files.recording]) },
  { name: 'executor', start: (files) => node(['servers/ours.ts', files.supergraph]) },
  { name: 'executor + Apollo Server', start: (files) => node(['servers/ours-apollo.ts', files.supergraph]) },
  { name: 'stock Apollo', start: (files) => node(['peers/stock.mjs', files.supergraph]) },
  { name: 'Hive', start: (files) => hive(files, '0') },
  { name: 'Hive + Rust planner', start: (files) => hive(files, '1') },
];

/** Starts a script on the core of servers, and waits for its `ready <port>`. */
export async function node(args: readonly string[], core = serverCore): Promise<Running> {
  const child = launch(core, [process.execPath, ...args], {});
  const port = await new Promise<number>((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /ready (\d+)/.exec(output);
      if (ready !== null) resolve(Number(ready[1]));
    });
    child.on('exit', () => reject(new Error(`${args[0]} ended: ${output}`)));
  });
  return { pid: child.pid!, url: `http://127.0.0.1:${port}/graphql`, stop: () => stop(child) };
}

/** Runs a script to its end and answers what it printed. */
export async function runToEnd(args: readonly string[], core: string): Promise<string> {
  const child = launch(core, [process.execPath, ...args], {});
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output;
}

async function hive({ supergraph }: BenchFiles, nativePlanner: string): Promise<Running> {
  const port = await freePort();
  const bin = `${here}/peers/node_modules/@graphql-hive/gateway/dist/bin.js`;
  const child = launch(
    serverCore,
    [process.execPath, bin, 'supergraph', '-c', 'hive.config.mjs', '--fork', '1'],
    {
      cwd: `${here}/peers`,
      env: { BENCH_SUPERGRAPH: supergraph, BENCH_PORT: String(port), BENCH_NATIVE_PLANNER: nativePlanner },
    },
  );
  const url = `http://127.0.0.1:${port}/graphql`;
  const endsAtMs = Date.now() + 60_000;
  while (Date.now() < endsAtMs) {
    const isUp = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{__typename}"}',
    })
      .then((response) => response.ok)
      .catch(() => false);
    if (isUp) return { pid: child.pid!, url, stop: () => stop(child) };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop(child);
  throw new Error('Hive Gateway did not start');
}

// On a machine with two cores or more, servers have the first one to themselves.
export const serverCore = '0';
export const otherCore = '1';

function launch(
  core: string,
  command: readonly string[],
  { cwd = here, env = {} }: LaunchOptions,
): ChildProcess {
  return spawn('taskset', ['-c', core, ...command], {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
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
  readonly start: (files: BenchFiles) => Promise<Running>;
}

export interface BenchFiles {
  readonly supergraph: string;
  readonly recording: string;
}

export interface Running {
  readonly pid: number;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface LaunchOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}
