// A real Redis, where the machine has one.
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { ToolError } from '../lib/workspace.ts';
import { startChild } from './child.ts';
import { freePort } from './ports.ts';
import { isInstalled } from './which.ts';

/** Why Redis cannot be started here; null when it can. */
export function redisMissing(): string | null {
  return isInstalled('redis-server')
    ? null
    : 'redis-server is not on PATH (Debian: apt-get install redis-server)';
}

/** Starts Redis with an append-only file in `dataFolder`, so that a killed one comes back with its data. */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const missing = redisMissing();
  if (missing) throw new ToolError(missing);
  mkdirSync(options.dataFolder, { recursive: true });
  const port = options.port ?? (await freePort());
  const child = startChild({
    name: 'Redis',
    command: 'redis-server',
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      options.dataFolder,
      '--appendonly',
      'yes',
      '--save',
      '',
    ],
    logFile: options.logFile,
    stopSignal: 'TERM',
  });
  await child.waitUntil(() => answersPing(port), 10_000);
  return {
    port,
    pid: child.pid,
    url: `redis://127.0.0.1:${port}`,
    stop: () => child.stop(),
    kill: () => child.kill(),
  };
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => socket.write('PING\r\n'));
      socket.once('data', (data) => resolve(data.toString().startsWith('+PONG')));
      for (const event of ['error', 'timeout', 'close']) socket.once(event, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

export type RedisOptions = {
  readonly dataFolder: string;
  readonly logFile: string;
  /** A free one by default. */
  readonly port?: number;
};

export type Redis = {
  readonly port: number;
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
};
