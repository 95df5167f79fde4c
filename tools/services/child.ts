// Starting and stopping a server that is not ours. Knows processes, not what they serve.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ToolError } from '../lib/workspace.ts';

// 1. The server runs in a process group of its own, so that Ctrl-C reaches us and not it: we stop it when we have drained.
// 2. The shell holds the read end of a pipe whose write end is ours. When we die, even by SIGKILL, the pipe closes,
//    and the shell stops the server: no orphan is left behind.
const tether = `
exec 3<&0
"$@" <&- 3<&- &
server=$!
(cat <&3 >/dev/null; kill -s "$STOP_SIGNAL" $server 2>/dev/null) &
wait $server
`;

export function startChild(options: ChildOptions): Child {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, options.isLogKept ? 'a' : 'w');
  const child = spawn('sh', ['-c', tether, options.name, options.command, ...options.args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, STOP_SIGNAL: options.stopSignal },
    stdio: ['pipe', log, log],
    detached: true,
    uid: options.user?.uid,
    gid: options.user?.gid,
  });
  closeSync(log);
  const lifeline = child.stdin;
  // A server alone does not keep our process alive.
  child.unref();
  const state: { exit?: string } = {};
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => resolve(void (state.exit = error.message)));
    child.once('exit', (code, signal) => resolve(void (state.exit = signal ?? `exit code ${code}`)));
  });
  void exited.then(() => lifeline?.destroy());
  lifeline?.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    exited,
    waitUntil: (isHealthy, timeoutMs) => waitUntil(isHealthy, timeoutMs, options, state),
    stop: async (timeoutMs = 10_000) => {
      lifeline?.end();
      const timer = setTimeout(() => killGroup(child), timeoutMs);
      await holdProcess(exited);
      clearTimeout(timer);
    },
    kill: async () => {
      killGroup(child);
      await holdProcess(exited);
    },
  };
}

/** Polls until the server answers, it has exited, or the time is over. */
async function waitUntil(
  isHealthy: () => Promise<boolean>,
  timeoutMs: number,
  options: ChildOptions,
  state: { exit?: string },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isHealthy())) {
    const reason = state.exit
      ? `ended (${state.exit})`
      : Date.now() > deadline
        ? `did not answer in ${timeoutMs} ms`
        : null;
    if (reason)
      throw new ToolError(
        `${options.name} ${reason}. Its log (${options.logFile}) ends with:\n${tail(options.logFile)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An unreferenced child would let Node exit in the middle of waiting for its end. */
async function holdProcess(exited: Promise<void>): Promise<void> {
  const hold = setInterval(() => undefined, 1000);
  await exited;
  clearInterval(hold);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

export type ChildOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Goes on with the log of the process before it. */
  readonly isLogKept?: boolean;
  /** What asks this server to end in good order. */
  readonly stopSignal: 'INT' | 'TERM';
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
};

export type Child = {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  waitUntil(isHealthy: () => Promise<boolean>, timeoutMs: number): Promise<void>;
  /** In good order; by force after `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>;
  /** SIGKILL to the server and all its children, as in a crash. */
  kill(): Promise<void>;
};
