// The ports of the set-up: the fixed ones must be free, and a second set-up beside it gets others.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { ToolError } from '../lib/workspace.ts';
import { defaultPorts, type Ports } from './topology.ts';

/** Says all that are taken at once. */
export async function assertPortsFree(): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(defaultPorts))
    if (!(await isFree(port))) taken.push(`${port} (${name})`);
  if (taken.length > 0)
    throw new ToolError(`These ports are taken; stop what uses them: ${taken.join(', ')}.`);
}

/**
 * Ports below those that the system gives to outgoing connections: while a killed service is away, nobody else
 * gets its port.
 */
export async function lastingFreePorts(): Promise<Ports> {
  const ports: Record<string, number> = {};
  for (const name of Object.keys(defaultPorts)) {
    let port: number;
    do port = randomInt(18_000, 32_000);
    while (Object.values(ports).includes(port) || !(await isFree(port)));
    ports[name] = port;
  }
  return ports as Ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
