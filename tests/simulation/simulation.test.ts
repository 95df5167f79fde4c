import { describe, expect, it } from '@jest/globals';
import { nodeArgs, runCommand } from '@bazaar/tools/lib/command';

// In a process of its own, whose clock and chance can be taken over.
const simulate = async (...args: string[]) => {
  const { code, output } = await runCommand(process.execPath, nodeArgs('tests/simulation/cli.ts', ...args), {
    env: { NODE_OPTIONS: '' },
  });
  process.stdout.write(output);
  return { code, output };
};

// Bounds a hang; twenty seeds take a minute or two on two cores.
const timeoutMs = 900_000;

describe('checkouts under a scheduler that means no good', () => {
  it(
    'keep every promise about stock, money, mails and ends, whatever fails, is late, comes twice or dies',
    async () => {
      const { code, output } = await simulate('--seeds', '20');
      expect({ code, output }).toMatchObject({ code: 0 });
    },
    timeoutMs,
  );
});
