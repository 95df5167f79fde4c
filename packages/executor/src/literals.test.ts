import { describe, expect, it } from '@jest/globals';
import { buildSchema, parseType, parseValue, typeFromAST, type GraphQLInputType } from 'graphql';
import { literalToJson } from './literals.ts';

const schema = buildSchema(
  'scalar Big enum Color { RED } input Filter { n: Int big: Big colors: [Color!] } type Query { a(f: Filter, id: ID): Int }',
);

function lift(literal: string, type: string): string | undefined {
  // `parseType` can't know that the type is an input type.
  const known = typeFromAST(schema, parseType(type) as never) as GraphQLInputType | undefined;
  if (known === undefined) throw new Error(`Unknown type ${type}`);
  return literalToJson(parseValue(literal), known);
}

describe('a literal becomes a variable', () => {
  it.each([
    ['1', 'Int!', '1'],
    ['5', 'ID', '"5"'],
    ['RED', 'Color', '"RED"'],
    ['"a\\n"', 'Big', '"a\\n"'],
    ['null', 'Int', 'null'],
    ['1', '[Int!]!', '1'],
    ['{ n: 1, colors: [RED] }', 'Filter', '{"n":1,"colors":["RED"]}'],
  ])('when %s of type %s means the same as JSON', (literal, type, json) => {
    expect(lift(literal, type)).toBe(json);
  });

  it.each([
    ['12345678901234567890', 'Big'],
    ['1.10', 'Big'],
    ['{ n: $n }', 'Filter'],
    ['{ big: 1 }', 'Filter'],
  ])('never when %s of type %s could mean something else', (literal, type) => {
    expect(lift(literal, type)).toBeUndefined();
  });
});
