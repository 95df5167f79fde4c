import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { TestCluster } from '../support/cluster.ts';

/**
 * For whoever asks why an order has not come to its end: what each service has not sent, not handled, given up or
 * left with a worker, and what the broker complains of.
 */
export async function whereWorkWaits(cluster: TestCluster): Promise<string> {
  const services = Object.entries(cluster.databaseUrls).map(async ([service, url]) => {
    const metrics = await nonZeroMetrics(cluster, service).catch((error: unknown) => [String(error)]);
    const jobs = await openJobs(url).catch((error: unknown) => [String(error)]);
    return [`== ${service}`, ...metrics, ...jobs].join('\n');
  });
  const complaints = readFileSync(cluster.logFile('kafka'), 'utf8').split('\n').slice(-20);
  return [...(await Promise.all(services)), '== kafka', ...complaints, ''].join('\n');
}

async function nonZeroMetrics(cluster: TestCluster, service: string): Promise<string[]> {
  const port = cluster.ports[service as keyof TestCluster['ports']];
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith('bazaar_') && !line.endsWith(' 0'));
}

async function openJobs(url: string): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string | null }>(
      `SELECT to_regclass('graphile_worker._private_jobs') AS name`,
    );
    if (!tables[0]?.name) return [];
    const { rows } = await client.query(
      `SELECT id, payload, attempts, locked_by, now() - locked_at AS age, run_at - now() AS due_in, last_error
       FROM graphile_worker._private_jobs ORDER BY id`,
    );
    return rows.map((row) => JSON.stringify(row));
  } finally {
    await client.end();
  }
}
