import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Where a running platform can be reached; written when it is ready, for the demo and for scripts. */
export type PlatformState = {
  pid: number;
  gatewayUrl: string;
  graphqlUrl: string;
  mailUrl: string;
  simulatorUrl: string;
  partnerKey: string;
  /** File of the operations that the partner may run, with their ids. */
  partnerManifest: string;
};

export const writeState = (file: string, state: PlatformState): void =>
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`);
export const removeState = (file: string): void => rmSync(file, { force: true });

/** Undefined when no platform runs. */
export function readState(file: string): PlatformState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PlatformState;
  } catch {
    return undefined;
  }
}
