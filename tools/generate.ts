// `pnpm generate [subgraph …]`: every file that can be derived and is not committed. What is up to date is skipped.
import { clientStep } from './generate/client.ts';
import { prismaStep } from './generate/prisma.ts';
import { resolverTypesStep } from './generate/resolver-types.ts';
import { isFresh, make, type GenerateStep } from './generate/step.ts';
import { databaseNames, runTool, selectNames, subgraphNames, ToolError } from './lib/workspace.ts';

const usage = `Usage: pnpm generate [subgraph …] [--force]
  Makes the Prisma clients, the resolver types and the typed client that are missing or older than their sources.`;

await runTool(async () => {
  const words = process.argv.slice(2);
  if (words.includes('--help')) return console.log(usage);
  const startedAt = Date.now();
  const asked = words.filter((word) => !word.startsWith('--'));
  const steps = stepsFor(selectNames(asked, subgraphNames()));
  const stale = steps.filter((step) => words.includes('--force') || !isFresh(step));
  const failures = await makeAll(stale);
  if (failures.length > 0) throw new ToolError(failures.map((error) => `✗ ${error.message}`).join('\n'));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`Generated ${stale.length} of ${steps.length} in ${seconds} s; the others were up to date.`);
});

function stepsFor(names: string[]): GenerateStep[] {
  const withDatabase = names.filter((name) => databaseNames().includes(name));
  const steps = [...withDatabase.map(prismaStep), ...names.map(resolverTypesStep), clientStep()];
  return steps.filter((step) => step !== undefined);
}

/** Two at a time: more would only queue for two cores. All are tried, so that one run shows every bad schema. */
async function makeAll(steps: GenerateStep[]): Promise<ToolError[]> {
  const failures: ToolError[] = [];
  const queue = [...steps];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      try {
        await make(step);
        console.log(`✓ ${step.output}`);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        failures.push(error);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return failures;
}
