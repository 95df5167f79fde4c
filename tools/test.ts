// `npm test`: the checks, then every tier on the real services that the machine has.
import { nodeArgs, runCommand } from './lib/command.ts';
import { runTool, ToolError } from './lib/workspace.ts';
import { runJest, type TestCounts } from './test/jest.ts';
import { readOptions, tierGroups, usage, type TestOptions } from './test/options.ts';
import { startRealServices } from './test/real-services.ts';

const noServices = { env: {}, summary: 'Unit tests need no service.', stop: async () => undefined };

await runTool(async () => {
  const isCi = process.env.CI === 'true';
  const options = readOptions(process.argv.slice(2), isCi);
  if (options.isHelp) return console.log(usage);
  const isVerified = await prepare(options);
  const counts = await runTiers(options, isCi);
  if (!isVerified) console.log('The verification failed; see above.');
  if (counts.failed === 0 && !counts.isGreen) console.log('Jest failed without a failed test; see above.');
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  if (!isVerified || !counts.isGreen) process.exitCode = 1;
});

/** Whether all checks held. Tests run in any case: one run shows everything. */
async function prepare({ isVerifying }: TestOptions): Promise<boolean> {
  const script = isVerifying ? 'tools/verify.ts' : 'tools/generate.ts';
  const { code } = await runCommand('node', nodeArgs(script), { show: 'all' });
  if (code !== 0 && !isVerifying) throw new ToolError('Nothing can run without the generated files.');
  return code === 0;
}

async function runTiers(options: TestOptions, isCi: boolean): Promise<TestCounts> {
  const isUnitOnly = options.tiers.every((tier) => tier === 'unit');
  const services = isUnitOnly ? noServices : await startRealServices({ isCi });
  const total = { passed: 0, failed: 0, isGreen: true };
  try {
    for (const group of tierGroups) {
      const tiers = group.filter((tier) => options.tiers.includes(tier));
      if (tiers.length === 0) continue;
      // Coverage is of what runs in jest's own processes.
      const isCoverage = options.isCoverage && group.includes('unit');
      const counts = await runJest({ tiers, patterns: options.patterns, isCoverage, env: services.env });
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.isGreen &&= counts.isGreen;
    }
  } finally {
    await services.stop();
  }
  console.log(services.summary);
  return total;
}
