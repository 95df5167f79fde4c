// The rules of the house, each proved by a piece of a house that breaks it.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures', 'rooms');
const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  forbidden: (IForbiddenRuleType & { name: string })[];
  options: ICruiseOptions;
};

describe('rooms', () => {
  it.each(config.forbidden.map(({ name }) => name))(
    '%s is broken by its fixture, and by nothing else',
    async (rule) => {
      expect(await brokenRules(rule)).toEqual([rule]);
    },
  );

  it('a well-built service breaks none', async () => {
    expect(await brokenRules('none')).toEqual([]);
  });

  it('no fixture is left without its rule', () => {
    const rules = config.forbidden.map(({ name }) => name);
    expect(readdirSync(fixtures).sort()).toEqual([...rules, 'none'].sort());
  });
});

async function brokenRules(fixture: string): Promise<string[]> {
  const { output } = await cruise(['.'], {
    ...config.options,
    baseDir: join(fixtures, fixture),
    ruleSet: { forbidden: config.forbidden },
    validate: true,
  });
  if (typeof output === 'string') throw new Error(output);
  return [...new Set(output.summary.violations.map((violation) => violation.rule.name))];
}
