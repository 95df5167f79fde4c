// `pnpm new:subgraph <name>`: a working service to make one's own, known to the rest of the platform.
import { parseArgs } from 'node:util';
import { root, runTool, ToolError } from './lib/workspace.ts';
import { planSubgraph, writePlan, type Plan } from './new-subgraph/plan.ts';

const usage = `Usage: pnpm new:subgraph <name> [--dry-run]
  Adds a working subgraph: an entity with a query, a mutation, an event out and a handler in, its tests and its database.
  <name>     a singular noun in lower case, e.g. review or gift-card
  --dry-run  says what would be written, and writes nothing`;

await runTool(async () => {
  const { values, positionals } = readArguments();
  const [name, ...others] = positionals;
  if (values.help) return console.log(usage);
  if (name === undefined || others.length > 0) throw new ToolError(usage);
  const plan = await planSubgraph(root, name);
  if (!values['dry-run']) writePlan(root, plan);
  for (const path of plan.added.keys()) console.log(`+ ${path}`);
  for (const path of plan.changed.keys()) console.log(`~ ${path}`);
  console.log(values['dry-run'] ? '\nNothing was written.' : nextSteps(plan));
});

function readArguments() {
  try {
    return parseArgs({
      options: { help: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ToolError(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

function nextSteps({ choice: { names, port, prefix } }: Plan): string {
  return `
${names.pascal} works: port ${port}, ids ${prefix}_…, topic commerce.${names.kebab}.events.v1. Put it in place:

  npx --yes pnpm@12 install                      links it into the workspace
  npm run generate                               resolver types and the Prisma client
  npm run compose && node tools/event-docs.ts    the contracts that are committed
  npm test -- subgraphs/${names.kebab}

Then make it yours: subgraphs/${names.kebab}/schema, prisma/${names.kebab}/schema.prisma (pnpm migrate dev --name <what> ${names.kebab})
and packages/events/src/${names.kebab}. Where services are deployed one by one, add it there as well.`;
}
