// How long the event loop stands still while operations are prepared that nobody has asked for before:
// `node tools/with-node.mjs bench/gateway/cold-plans.ts --help`.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createExecutor, type Executor } from '@bazaar/executor';
import { parse, validate } from 'graphql';
import { percentile } from '../platform/closed-loop.ts';
import { composeBench } from './compose.ts';
import { largeOperation } from './large-operations.ts';
import { longestStandstill, threadCpuMs } from './loop-watch.ts';

const usage = `Usage: bench/gateway/cold-plans.ts [--operations 60] [--fields 300] [--seed 1] [--inline]

  Prepares random operations, each for the first time, over the platform's supergraph and the bench's. Shows how long it
  took until each could be executed (by the clock), and the longest that the event loop stood still meanwhile, beside
  what graphql-js takes to parse and validate it (both as CPU time of the main thread, so that other programs on the
  machine don't count). The first operation after start has a column of its own. --inline plans on the main thread, to
  see the difference.`;

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '60' },
    fields: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    inline: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** What is measured of each operation, in the order of the table. */
const titles = {
  validatedMs: 'parse and validate, CPU',
  preparedMs: 'until prepared, clock',
  standstillMs: 'longest standstill, CPU',
};

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const platform = readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8');
  await measure('the platform', platform);
  await measure(
    "the bench's schema",
    composeBench((name) => `http://${name}.invalid`),
  );
}

async function measure(name: string, supergraphSdl: string): Promise<void> {
  const executor = await createExecutor<object>({
    supergraphSdl,
    planning: values.inline ? 'inline' : 'worker',
  });
  const samples: Sample[] = [];
  for (let index = 0; index < Number(values.operations); index++) {
    const text = largeOperation(executor.schema, Number(values.fields), Number(values.seed) + index);
    samples.push(await prepare(executor, text));
  }
  await executor.close();
  report(name, samples);
}

async function prepare(executor: Executor<object>, text: string): Promise<Sample> {
  const startedMs = threadCpuMs();
  const document = parse(text);
  const [problem] = validate(executor.schema, document);
  if (problem !== undefined) throw problem;
  const validatedMs = threadCpuMs() - startedMs;
  const validatedAtMs = performance.now();
  const standstillMs = await longestStandstill(() => executor.warmUp({ document }));
  return { validatedMs, preparedMs: performance.now() - validatedAtMs, standstillMs };
}

function report(name: string, [first, ...rest]: readonly Sample[]): void {
  console.log(`\n### ${name}: ${rest.length + 1} operations of ${values.fields} fields, milliseconds\n`);
  console.log('|  | first | p50 | p90 | p99 | max |\n| --- | --- | --- | --- | --- | --- |');
  for (const key of ['validatedMs', 'preparedMs', 'standstillMs'] as const) {
    const sorted = rest.map((sample) => sample[key]).sort((a, b) => a - b);
    const cells = [first![key], ...[0.5, 0.9, 0.99, 1].map((share) => percentile(sorted, share))];
    console.log(`| ${titles[key]} | ${cells.map((ms) => ms.toFixed(1)).join(' | ')} |`);
  }
}

type Sample = Readonly<Record<keyof typeof titles, number>>;
