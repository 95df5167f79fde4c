import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freeSlug, slugify, slugPattern } from './slug.ts';

describe('slugs', () => {
  it.each([
    ['Crème brûlée, 2 pieces', 'creme-brulee-2-pieces'],
    ['  Straße -- 7 ', 'strasse-7'],
    ['灯', 'product'],
    ['---', 'product'],
  ])('%j becomes %j', (title, slug) => {
    expect(slugify(title, 'product')).toBe(slug);
  });

  it('are well formed and bounded, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
        const slug = slugify(title, 'product');
        expect(slug).toMatch(slugPattern);
        expect(slug.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('count up until one is free', () => {
    expect(freeSlug('lamp', new Set())).toBe('lamp');
    expect(freeSlug('lamp', new Set(['lamp', 'lamp-2', 'lamp-4']))).toBe('lamp-3');
  });
});
