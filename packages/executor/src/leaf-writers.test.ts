import { describe, expect, it } from '@jest/globals';
import { GraphQLID, GraphQLString } from 'graphql';
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
        if (write(text) !== JSON.stringify(text)) wrong.push(text);
      }
    }
    expect(wrong).toEqual([]);
    expect(write('')).toBe('""');
  });
});
