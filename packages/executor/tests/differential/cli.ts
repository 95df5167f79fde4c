// `node packages/executor/tests/differential/cli.ts`: 20,000 operations unless the environment says otherwise.
import { readOptions } from './config.ts';
import { runDifferential } from './run.ts';

const options = readOptions(20_000);
const startedAtMs = Date.now();
const { divergence, operations, worlds, faulty, parts, whole } = await runDifferential(options);
const seconds = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
console.log(
  `${operations} operations on ${worlds} worlds, ${faulty} with errors, ${parts} deferred parts, ${whole} whole, from seed ${options.seed}: ${seconds} s`,
);
if (divergence !== undefined) {
  console.log(divergence);
  process.exitCode = 1;
}
