// `pnpm verify [step …]`: everything that can be known without running the platform.
import { runCommand, nodeArgs } from './lib/command.ts';
import { runTool, selectNames, ToolError } from './lib/workspace.ts';

const cache = 'node_modules/.cache/bazaar';
const sources = ['gateway', 'subgraphs', 'packages', 'standalone', 'tools', 'tests'];

const steps: readonly Step[] = [
  // The two long ones first: two steps run at a time.
  {
    name: 'lint',
    command: ['eslint', '.', '--cache', '--cache-location', `${cache}/eslint`],
    repair: 'eslint --fix .',
  },
  {
    name: 'types',
    command: [
      'tsc',
      '--noEmit',
      '-p',
      'tsconfig.json',
      '--incremental',
      '--tsBuildInfoFile',
      `${cache}/types.tsbuildinfo`,
    ],
  },
  {
    name: 'format',
    command: [
      'prettier',
      '--check',
      '.',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      `${cache}/prettier`,
    ],
    repair: 'pnpm format',
  },
  { name: 'rooms', command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...sources] },
  { name: 'unused', command: ['knip', '--no-progress', '--no-config-hints'] },
  {
    name: 'supergraph',
    command: ['node', ...nodeArgs('tools/compose.ts', '--check')],
    repair: 'pnpm compose',
  },
  {
    name: 'events',
    command: ['node', ...nodeArgs('tools/event-docs.ts', '--check')],
    repair: 'node tools/event-docs.ts',
  },
  {
    name: 'migrations',
    command: ['node', ...nodeArgs('tools/migrate.ts', 'diff', 'all')],
    repair: 'pnpm migrate dev --name <what changed> <subgraph>',
  },
];

await runTool(async () => {
  const names = steps.map((step) => step.name);
  if (process.argv.includes('--help')) return console.log(`Usage: pnpm verify [${names.join('|')} …]`);
  const asked = selectNames(process.argv.slice(2), names);
  const generated = await runCommand('node', nodeArgs('tools/generate.ts'));
  if (generated.code !== 0) throw new ToolError(generated.output.trim());
  const failed = await runAll(steps.filter((step) => asked.includes(step.name)));
  if (failed.length > 0) throw new ToolError(`Verification failed: ${failed.join(', ')}.`);
});

/** Two at a time; the output of a failed step appears whole. */
async function runAll(queue: Step[]): Promise<string[]> {
  const failed: string[] = [];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const [command = '', ...args] = step.command;
      const { code, output, seconds } = await runCommand(command, args);
      console.log(`${code === 0 ? '✓' : '✗'} ${step.name.padEnd(11)} ${seconds.toFixed(1)} s`);
      if (code === 0) continue;
      failed.push(step.name);
      console.log(`${output.trim()}\n${step.repair ? `→ ${step.repair}\n` : ''}`);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

type Step = {
  readonly name: string;
  readonly command: readonly string[];
  /** What may put it right. */
  readonly repair?: string;
};
