// node tests/simulation/cli.ts --help
import { parseArgs } from 'node:util';
import setUp from '@bazaar/testkit/global-setup';
import tearDown from '@bazaar/testkit/global-teardown';
import { createDatabases } from './databases.ts';
import type { Step } from './moves.ts';
import { runSeed, type Outcome } from './run.ts';
import { shrink } from './shrink.ts';
import { takeOverTime } from './time.ts';

const usage = `Usage: node tests/simulation/cli.ts [options]
  --seeds <n>   how many seeds to run (default 50)
  --from <n>    the first of them (default: TEST_SEED, or any)
  --seed <n>    only this one, step by step
  --twice       run each seed twice, and compare: it must be the same run
  --no-shrink   show a failing run as it was
  --loud        with the services' logs
It starts a PostgreSQL of its own unless TEST_DATABASE_URL names one.`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string' },
    seed: { type: 'string' },
    twice: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: true },
    loud: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

if (values.help) console.log(usage);
else process.exit(await main());

async function main(): Promise<number> {
  const given = Number(values.seed ?? values.from ?? process.env['TEST_SEED']);
  const first = given > 0 ? given : 1 + Math.floor(Math.random() * 2 ** 30);
  const count = values.seed ? 1 : Number(values.seeds);
  await setUp();
  const databases = await createDatabases();
  takeOverTime();
  const startedAt = performance.now();
  const totals = new Map<string, number>();
  const add = (name: string, amount = 1) => totals.set(name, (totals.get(name) ?? 0) + amount);
  try {
    for (let seed = first; seed < first + count; seed += 1) {
      const trace = values.seed ? (step: Step) => console.log(textOf(step)) : undefined;
      const outcome = await runSeed(databases, seed, { isLoud: values.loud, trace });
      if (outcome.violation) return await fail(outcome);
      if (values.twice && !(await isSame(outcome))) return 1;
      for (const status of [...outcome.summary.orders, ...outcome.summary.refusals]) add(status);
      add('steps', outcome.steps.length);
      add('crashes', outcome.summary.crashes);
    }
  } finally {
    for (const database of Object.values(databases)) await database.pool.end();
    await tearDown();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const numbers = [...totals].map(([name, amount]) => `${amount} ${name}`).join(', ');
  console.log(`${count} seeds from ${first} in ${seconds} s: ${numbers}`);
  return 0;

  async function fail(outcome: Outcome): Promise<number> {
    const { seed, violation } = outcome;
    console.log(`Seed ${seed} broke a promise (repeat with TEST_SEED=${seed}): ${violation!.promise}`);
    const shown = values.shrink ? await shrink(databases, outcome) : outcome;
    console.log(`After ${shown.steps.length} of ${outcome.steps.length} steps, and peace:`);
    for (const step of shown.steps) console.log(`  ${textOf(step)}`);
    console.log(shown.violation!.detail);
    return 1;
  }

  async function isSame({ seed, steps, summary }: Outcome): Promise<boolean> {
    const again = await runSeed(databases, seed);
    const [one, other] = [
      [...steps, ...summary.messages],
      [...again.steps, ...again.summary.messages],
    ].map((each) => each.map((item) => JSON.stringify(item)));
    const at = one!.findIndex((item, index) => item !== other![index]);
    if (at < 0 && one!.length === other!.length) return true;
    console.log(`Seed ${seed} ran differently the second time:\n${one![at]}\n${other![at]}`);
    return false;
  }
}

function textOf({ kind, target, param, crash }: Step): string {
  const end = crash
    ? ` — may die ${crash.isEffective ? 'after' : 'before'} its call ${crash.afterCalls}`
    : '';
  return `${kind} ${target} (${param})${end}`;
}
