import { describe, expect, it } from '@jest/globals';
import { GraphQLID, GraphQLScalarType, GraphQLString } from 'graphql';
import { leafWriter } from './leaf-writers.ts';

describe('a string in the answer', () => {
  it.each([
    ['String', GraphQLString],
    ['ID', GraphQLID],
  ])('of type %s is the JSON that the platform writes, whatever characters it has', (_name, type) => {
    const write = leafWriter(type);
    const wrong: string[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const character = String.fromCharCode(unit);
      for (const text of [character, `a${character}b`, character.repeat(40), `\ud83d${character}\ude00`]) {
        if (write(text, false) !== JSON.stringify(text)) wrong.push(text);
      }
    }
    expect(wrong).toEqual([]);
    expect(write('', false)).toBe('""');
  });

  it.each([
    ['String', GraphQLString],
    ['ID', GraphQLID],
    ['a custom scalar', new GraphQLScalarType({ name: 'Custom' })],
  ])('of type %s is written as it stands where its text in JSON has no backslash', (_name, type) => {
    const write = leafWriter(type);
    const wrong: string[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const json = JSON.stringify(`a${String.fromCharCode(unit)}b`);
      if (!json.includes('\\') && write(JSON.parse(json), true) !== json) wrong.push(json);
    }
    expect(wrong).toEqual([]);
  });
});
