// One process of the platform: started, killed, started again. Services that end by themselves come back, as any
// orchestrator does it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeArgs } from '../lib/command.ts';
import { ToolError } from '../lib/workspace.ts';
import { startChild, type Child } from '../services/child.ts';
import type { ServiceDescription } from './topology.ts';

const exitsMax = 5;
const readyTimeoutMs = 120_000;

export function serviceMember(service: ServiceDescription, logFile: string): Member {
  let isWanted = false;
  let child: Child | undefined;
  let exits = 0;
  let keeping: Promise<void> | undefined;
  const keepRunning = async () => {
    while (isWanted) {
      child = startNode(service, logFile);
      await child.exited;
      exits += 1;
      if (isWanted) await delay(500);
    }
  };
  const end = async (how: (running: Child) => Promise<void>) => {
    isWanted = false;
    if (child) await how(child);
    await keeping;
  };
  return {
    name: service.name,
    pid: () => (child && isWanted ? serverPid(child.pid) : undefined),
    start: async () => {
      isWanted = true;
      exits = 0;
      keeping = keepRunning();
      await untilReady(service, logFile, () => exits);
    },
    kill: () => end((running) => running.kill()),
    stop: () => end((running) => running.stop(20_000)),
  };
}

/** A server that is not ours; `start` begins it on its data. */
export function serverMember(name: string, start: () => Promise<Server>): Member {
  let server: Server | undefined;
  const end = async (how: (running: Server) => Promise<void>) => {
    const running = server;
    server = undefined;
    if (running) await how(running);
  };
  return {
    name,
    pid: () => (server ? serverPid(server.pid) : undefined),
    start: async () => {
      server = await start();
    },
    kill: () => end((running) => running.kill()),
    stop: () => end((running) => running.stop()),
  };
}

export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function startNode(service: ServiceDescription, logFile: string): Child {
  return startChild({
    name: service.name,
    command: process.execPath,
    args: nodeArgs(service.script),
    logFile,
    isLogKept: true,
    stopSignal: 'TERM',
    // A test runner's own settings are not for the services.
    env: { NODE_OPTIONS: '', ...service.env },
  });
}

async function untilReady(service: ServiceDescription, logFile: string, exits: () => number): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!(await isReady(service.readyUrl))) {
    if (exits() < exitsMax && Date.now() < deadline) {
      await delay(100);
      continue;
    }
    const problem = exits() < exitsMax ? `is not ready after ${readyTimeoutMs} ms` : 'does not stay up';
    const end = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
    throw new ToolError(`${service.name} ${problem}. Its log (${logFile}) ends with:\n${end}`);
  }
}

/** The child that we know is the shell that keeps the server on its tether; the server is its oldest child. */
function serverPid(shellPid: number): number | undefined {
  try {
    return Number(execFileSync('pgrep', ['-o', '-P', String(shellPid)], { encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

type Server = { readonly pid: number; stop(): Promise<void>; kill(): Promise<void> };

export type Member = {
  readonly name: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Resolves when it serves. */
  start(): Promise<void>;
  /** SIGKILL, and down until it is started again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};
