// One project a tier; `tools/test.ts` chooses which tiers run and says which real services they used.
const base = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.bazaar'],
  testPathIgnorePatterns: ['/node_modules/', '/templates/', '/fixtures/', '/peers/'],
};

// What needs a database gets a real one, started once for the run.
const withServer = {
  ...base,
  globalSetup: '<rootDir>/packages/testkit/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/packages/testkit/jest/global-teardown.mjs',
};

export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{gateway,subgraphs/*,packages/*}/src/**/*.test.ts',
        '<rootDir>/{tools,standalone}/**/*.test.ts',
      ],
    },
    {
      ...withServer,
      displayName: 'integration',
      testMatch: ['<rootDir>/{gateway,subgraphs/*,packages/*}/tests/**/*.test.ts'],
    },
    { ...withServer, displayName: 'contract', testMatch: ['<rootDir>/tests/contract/**/*.test.ts'] },
    { ...withServer, displayName: 'e2e', testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'] },
    {
      ...withServer,
      displayName: 'resilience',
      testMatch: ['<rootDir>/tests/{resilience,simulation}/**/*.test.ts'],
    },
  ],
  // Bounds a hang. Tests wait for conditions, and machines differ.
  testTimeout: 120_000,
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'json-summary'],
};
