// Where a running set-up says what it is: `up` writes, `status`, `down` and scripts read.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../lib/workspace.ts';

export const clusterFolder = join(stateFolder, 'distributed');
const stateFile = join(clusterFolder, 'state.json');

export function writeState(state: ClusterState): void {
  mkdirSync(clusterFolder, { recursive: true });
  // Readers see the old state or the new one, never half of it.
  writeFileSync(`${stateFile}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${stateFile}.new`, stateFile);
}

export const removeState = (): void => rmSync(stateFile, { force: true });

/** Undefined when nothing runs; the rest of a supervisor that was killed counts as nothing. */
export function readState(): ClusterState | undefined {
  try {
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as ClusterState;
    process.kill(state.pid, 0);
    return state;
  } catch {
    return undefined;
  }
}

export type ClusterState = {
  /** Of the process that keeps the others. */
  readonly pid: number;
  readonly phase: 'starting' | 'ready' | 'stopping';
  readonly graphqlUrls: readonly string[];
  readonly mailUrl?: string;
  readonly simulatorUrl?: string;
  readonly partnerKey?: string;
  readonly members: readonly { readonly name: string; readonly port?: number; readonly pid?: number }[];
};
