// One jest run, and what came out of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeArgs, runCommand } from '../lib/command.ts';

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: z.number(),
});

const thresholds = {
  global: { lines: 85 },
  './subgraphs/inventory/src/domain/': { branches: 100 },
  './subgraphs/order/src/domain/': { branches: 100 },
  './subgraphs/payment/src/domain/': { branches: 100 },
};

export async function runJest(options: JestOptions): Promise<TestCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-jest-'));
  const outputFile = join(folder, 'result.json');
  const args = [
    '--selectProjects',
    ...options.tiers,
    '--passWithNoTests',
    // A failed test may leave a socket open; its report must not wait for that.
    '--forceExit',
    '--json',
    '--outputFile',
    outputFile,
  ];
  const workers = ['-w', options.tiers.includes('unit') ? '2' : '1'];
  const coverage = options.isCoverage ? coverageArgs() : [];
  const jest = nodeArgs(
    'node_modules/jest/bin/jest.js',
    ...args,
    ...workers,
    ...coverage,
    ...options.patterns,
  );
  const { code } = await runCommand('node', ['--experimental-vm-modules', ...jest], {
    env: options.env,
    show: 'all',
  });
  const counts = readCounts(outputFile);
  rmSync(folder, { recursive: true, force: true });
  // A missed threshold or a crashed run fails without a failed test.
  return { ...counts, isGreen: code === 0 && counts.failed === 0 };
}

function coverageArgs(): string[] {
  const files = [
    '{gateway,subgraphs/*,packages/*}/src/**/*.ts',
    '!**/generated/**',
    '!**/main.ts',
    '!**/*.test.ts',
    '!packages/testkit/**',
  ];
  return [
    '--coverage',
    '--coverageThreshold',
    JSON.stringify(thresholds),
    ...files.flatMap((glob) => ['--collectCoverageFrom', glob]),
  ];
}

function readCounts(file: string): { passed: number; failed: number } {
  try {
    const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

export type JestOptions = {
  readonly tiers: readonly string[];
  readonly patterns: readonly string[];
  readonly isCoverage: boolean;
  readonly env: Record<string, string>;
};

export type TestCounts = { readonly passed: number; readonly failed: number; readonly isGreen: boolean };
