// Processes of the bench, each on its core.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const here = import.meta.dirname;
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

// What is measured has the first core to itself; subgraphs and load share the second.
export const serverCore = '0';
export const otherCore = '1';

export function launch(
  core: string,
  command: readonly string[],
  { cwd = here, env = {} }: LaunchOptions = {},
): ChildProcess {
  const [program, ...args] = canPin ? ['taskset', '-c', core, ...command] : command;
  return spawn(program!, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Starts a script on the core of servers, and waits for its `ready <port>`. */
export async function node(args: readonly string[], core = serverCore): Promise<Running> {
  const child = launch(core, [process.execPath, ...args]);
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
  const child = launch(core, [process.execPath, ...args]);
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
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
