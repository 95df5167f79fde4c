// Running other programs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** Runs to the end. Output is captured, but for what `show` sends to our own terminal. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = {}, show = 'none' }: { env?: Record<string, string>; show?: 'none' | 'stderr' | 'all' } = {},
): Promise<{ code: number; output: string; seconds: number }> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', show === 'all' ? 'inherit' : 'pipe', show === 'none' ? 'pipe' : 'inherit'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(signal ? 1 : (status ?? 1)));
  });
  return { code, output, seconds: (performance.now() - startedAt) / 1000 };
}

/** Node as every process of ours runs it (`runtime.json`); the environment comes from the process that starts it. */
export function nodeArgs(script: string, ...args: string[]): string[] {
  return [...runtime.flags, script, ...args];
}

const runtime = JSON.parse(readFileSync(join(root, 'tools/runtime.json'), 'utf8')) as { flags: string[] };
