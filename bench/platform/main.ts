// Load on a running platform: `node tools/with-node.mjs bench/platform/main.ts --help`.
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { runClosedLoop, type LoadResult } from './closed-loop.ts';
import { measureOrders } from './orders.ts';
import { cpuSeconds, residentMiB } from './processes.ts';
import { ask, scenarios, type Shop } from './scenarios.ts';

const usage = `Usage: bench/platform/main.ts [--url http://localhost:4000] [--seconds 10] [--connections 20] [--orders 100] --pid name=123 …

  Closed-loop load on the catalogue and on a product page, then orders one after another. Prints requests per second,
  latencies, and for each process named by --pid its CPU time per request and resident memory (Linux).`;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:4000' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '20' },
    orders: { type: 'string', default: '100' },
    pid: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const connections = Number(values.connections);
  const pool = new Pool(values.url, { connections });
  const processes = values.pid.map((pair) => ({
    name: pair.split('=')[0]!,
    pid: Number(pair.split('=')[1]),
  }));
  const { products } = await ask<{ products: { nodes: { slug: string }[] } }>(
    pool,
    '{ products(first: 100) { nodes { slug } } }',
  );
  const shop: Shop = { pool, slugs: products.nodes.map(({ slug }) => slug) };
  for (const scenario of scenarios) {
    const load = (durationMs: number) =>
      runClosedLoop({ connections, durationMs, request: (index) => scenario.request(shop, index) });
    await load(3_000);
    const before = processes.map(({ pid }) => cpuSeconds(pid));
    const result = await load(Number(values.seconds) * 1_000);
    report(scenario.name, result);
    processes.forEach(({ name, pid }, index) => {
      const milliseconds = ((cpuSeconds(pid) - before[index]!) * 1_000) / result.requests;
      console.log(
        `  ${name.padEnd(14)} ${milliseconds.toFixed(2)} ms CPU a request, ${residentMiB(pid).toFixed(0)} MiB`,
      );
    });
  }
  report('orderPlace, one after another', await measureOrders(pool, Number(values.orders)));
  await pool.close();
}

function report(name: string, result: LoadResult): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  console.log(
    `${name}: ${result.requestsPerSecond.toFixed(0)} req/s, p50 ${ms(result.p50Ms)}, p95 ${ms(result.p95Ms)}, p99 ${ms(result.p99Ms)}, ${result.failures} failed of ${result.requests + result.failures}`,
  );
}
