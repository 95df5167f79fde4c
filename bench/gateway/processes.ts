// Processes of the bench, each on its core.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
/** What every process of this repository is run with (`tools/runtime.json`). */
const runtime = JSON.parse(readFileSync(join(here, '../../tools/runtime.json'), 'utf8')) as Runtime;
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

// What is measured has the first core to itself; subgraphs and load share the second.
export const serverCore = '0';
export const otherCore = '1';

export function launch(
  core: string,
  command: readonly string[],
  { cwd = here, env = {}, stdin = 'ignore' }: LaunchOptions = {},
): ChildProcess {
  const [program, ...args] = canPin ? ['taskset', '-c', core, ...command] : command;
  return spawn(program!, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...env },
    stdio: [stdin, 'pipe', 'inherit'],
  });
}

/** Starts a script of ours on the core of servers, and waits for its `ready <port>`. */
export function node(args: readonly string[], core = serverCore): Promise<Running> {
  return whenReady(args[0]!, launch(core, [process.execPath, ...runtime.flags, ...args]));
}

/** As `node`, for a script with other people's program in it. */
export function foreignNode(args: readonly string[]): Promise<Running> {
  return whenReady(args[0]!, launch(serverCore, [process.execPath, ...args], { env: foreignEnv }));
}

async function whenReady(name: string, child: ChildProcess): Promise<Running> {
  const port = await new Promise<number>((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /ready (\d+)/.exec(output);
      if (ready !== null) resolve(Number(ready[1]));
    });
    child.on('exit', () => reject(new Error(`${name} ended: ${output}`)));
  });
  return { pid: child.pid!, url: `http://127.0.0.1:${port}/graphql`, stop: () => stop(child) };
}

/** Starts a script that answers each line with a line, one at a time. */
export function lineByLine(args: readonly string[], core: string): LineByLine {
  const child = launch(core, [process.execPath, ...runtime.flags, ...args], { stdin: 'pipe' });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    ask: async (line) => {
      child.stdin!.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done === true) throw new Error(`${args[0]} ended`);
      return answer.value;
    },
    stop: () => stop(child),
  };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

export interface LineByLine {
  readonly ask: (line: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface Running {
  readonly pid: number;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The environment of a program that is not ours: it is to run as it comes. */
export const foreignEnv: Env = {
  ...Object.fromEntries(Object.keys(runtime.env).map((name) => [name, undefined])),
  NODE_COMPILE_CACHE: undefined,
};

interface LaunchOptions {
  readonly cwd?: string;
  readonly env?: Env;
  readonly stdin?: 'ignore' | 'pipe';
}

type Env = Readonly<Record<string, string | undefined>>;

interface Runtime {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
