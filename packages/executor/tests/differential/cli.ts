import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCoverage } from './coverage.ts';
import { runCase } from './run.ts';
import { runInThreads } from './threads.ts';

const usage = `Random operations on random federated schemas, answered by the executor as by a monolith.

  --operations <number>   how many (20000)
  --seed <number>         of the first world (1)
  --case <world:index>    this one alone, shrunk if it diverges
  --divergences <number>  after how many a thread ends (1)
  --stock                 gives them to @apollo/gateway, too, and counts how often it is right
  --coverage <worlds>     counts instead what so many worlds and their operations contain
  --threads <number>      worlds at a time (one for each core)
`;

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    divergences: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    stock: { type: 'boolean' },
    coverage: { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  console.log(usage);
} else if (values.coverage !== undefined) {
  console.log(await measureCoverage(Number(values.seed), Number(values.coverage)));
} else {
  const startedAtMs = Date.now();
  const options = {
    seed: Number(values.seed),
    operations: Number(values.operations),
    divergencesMax: Number(values.divergences),
    withStock: values.stock,
  };
  const { divergences, operations, worlds, faulty, parts, whole, unplannable, stock } =
    values.case === undefined
      ? await runInThreads(options, Number(values.threads))
      : await runCase(values.case);
  const seconds = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(
    `${operations} operations on ${worlds} worlds, ${faulty} with errors, ${parts} deferred parts, ${whole} whole, ${unplannable} refused by the planner: ${seconds} s`,
  );
  if (values.stock) console.log('@apollo/gateway:', stock);
  for (const divergence of divergences) console.log(divergence);
  if (divergences.length > 0) process.exitCode = 1;
}
