import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isObjectType, parse, validate } from 'graphql';
import { examples } from './examples.ts';

const sdl = readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8');
const schema = buildSchema(sdl, { assumeValidSDL: true });

describe('what an explorer finds', () => {
  it('are examples that the schema accepts', () => {
    expect(validate(schema, parse(examples))).toEqual([]);
  });

  it('is a description of every query, mutation and subscription', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const silent = roots.flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) =>
            field.description ? [] : [`${type.name}.${field.name}`],
          )
        : [],
    );
    expect(silent).toEqual([]);
  });
});
