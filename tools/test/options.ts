// What `npm test` was asked for.
import { parseArgs } from 'node:util';
import { selectNames } from '../lib/workspace.ts';

/** Tiers of one group share a jest run; what starts whole platforms runs by itself. */
export const tierGroups = [['unit', 'integration', 'contract'], ['e2e'], ['resilience']];
const tiers = tierGroups.flat();

export const usage = `Usage: npm test -- [options] [path pattern …]
  --tier <${tiers.join('|')}>  one tier; repeat it for several (default: all)
  --no-verify       skip format, lint, types, rooms, unused code and contracts (skipped as well when narrowed down)
  --coverage        measure unit, integration and contract tests against the thresholds (always when CI=true)`;

export type TestOptions = {
  readonly isHelp: boolean;
  readonly isVerifying: boolean;
  readonly isCoverage: boolean;
  readonly tiers: readonly string[];
  readonly patterns: readonly string[];
};

export function readOptions(words: string[], isCi: boolean): TestOptions {
  const { values, positionals } = parseArgs({
    args: words,
    options: {
      help: { type: 'boolean', default: false },
      tier: { type: 'string', multiple: true, default: [] },
      verify: { type: 'boolean', default: true },
      coverage: { type: 'boolean', default: isCi },
    },
    allowNegative: true,
    allowPositionals: true,
  });
  const isNarrowed = values.tier.length > 0 || positionals.length > 0;
  return {
    isHelp: values.help,
    isVerifying: values.verify && !isNarrowed,
    isCoverage: values.coverage && positionals.length === 0,
    tiers: selectNames(values.tier, tiers),
    patterns: positionals,
  };
}
