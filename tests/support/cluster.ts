// The platform as processes, for tests that kill them: real Kafka, Redis and PostgreSQL, ports and data of its own.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client } from '@bazaar/client';
import { startCluster, type Cluster } from '@bazaar/tools/distributed/cluster';
import { lastingFreePorts } from '@bazaar/tools/distributed/ports';
import { nodeArgs, runCommand } from '@bazaar/tools/lib/command';

export { clusterMissing, type Cluster } from '@bazaar/tools/distributed/cluster';

/** `stop(true)` throws data and logs away. */
export type TestCluster = Omit<Cluster, 'stop'> & { folder: string; stop(isClean: boolean): Promise<void> };

export async function startTestCluster(env: Record<string, string> = {}): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-cluster-'));
  // As root, PostgreSQL runs as somebody else, who must get through.
  chmodSync(folder, 0o755);
  const cluster = await startCluster({ folder, ports: await lastingFreePorts(), env });
  return {
    ...cluster,
    folder,
    stop: async (isClean) => {
      await cluster.stop();
      if (isClean) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As a good client does it: whatever failed is asked again, at the other gateway. Rejects after `patienceMs`. */
export async function insist<T>(work: (attempt: number) => Promise<T>, patienceMs = 90_000): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(Math.min(100 * 2 ** attempt, 1_000));
    }
  }
}

/** A client of every gateway; the attempt chooses. */
export function clientsOf(cluster: TestCluster, token?: string): (attempt: number) => Client {
  const clients = cluster.graphqlUrls.map((url) => createClient({ url, token: () => token }));
  return (attempt) => clients[attempt % clients.length]!;
}

export async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** What the services gave up, as an operator sees it; `[]` each when nothing was. */
export async function deadLetters(cluster: TestCluster): Promise<Record<string, unknown>> {
  const lists = Object.entries(cluster.databaseUrls).map(async ([service, url]) => {
    const args = nodeArgs('tools/dlq.ts', 'list', '--json', '--service', service, '--database-url', url);
    const { code, output } = await runCommand(process.execPath, args, { env: { NODE_OPTIONS: '' } });
    if (code !== 0) throw new Error(output);
    return [service, JSON.parse(output) as unknown] as const;
  });
  return Object.fromEntries(await Promise.all(lists));
}
