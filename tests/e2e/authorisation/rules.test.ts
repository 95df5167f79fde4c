import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { forEachRuledField } from '@bazaar/kit/graphql';
import { buildSchema } from 'graphql';

describe('the supergraph', () => {
  it('has a rule for every field: who may read it, or that everyone may', () => {
    const schema = buildSchema(
      readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8'),
      {
        assumeValidSDL: true,
      },
    );
    const unruled: string[] = [];
    let ruled = 0;
    forEachRuledField(schema, (type, field, rule) => {
      if (rule) ruled += 1;
      else unruled.push(`${type.name}.${field.name}`);
    });
    expect(unruled).toEqual([]);
    expect(ruled).toBeGreaterThan(150);
  });

  it('takes no card number anywhere', () => {
    const sdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');
    expect(sdl).not.toMatch(/^\s*(cardNumber|pan|cvc|cvv)\b/im);
  });
});
