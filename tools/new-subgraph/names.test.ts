import { describe, expect, it } from '@jest/globals';
import { namesOf, plural, rename } from './names.ts';

const about = (name: string, text: string) =>
  rename(text, { names: namesOf(name), port: 4008, prefix: 'abc' });

describe('a text of the template', () => {
  it.each([
    ['class SampleThing', 'class GiftCard'],
    ['sampleThingById.load(sampleThing)', 'giftCardById.load(giftCard)'],
    ['sampleThings, findSampleThings, list-sample-things.ts', 'giftCards, findGiftCards, list-gift-cards.ts'],
    ['"sample_thing_pkey"', '"gift_card_pkey"'],
    ["'commerce.sample-thing.created.v1'", "'commerce.gift-card.created.v1'"],
    ['A page of sample things; each sample thing', 'A page of gift cards; each gift card'],
    ['portEnv(4999), zzz_01', 'portEnv(4008), abc_01'],
  ])('%s becomes %s', (text, expected) => {
    expect(about('gift-card', text)).toBe(expected);
  });

  it('takes the article that a name needs', () => {
    expect(about('offer', 'A sample thing, writes a sample thing')).toBe('An offer, writes an offer');
    expect(about('review', 'A sample thing')).toBe('A review');
  });

  it('is not changed twice where the new name holds the old one', () => {
    expect(about('sample-thing-zzz', 'sample-thing')).toBe('sample-thing-zzz');
  });
});

describe('a plural', () => {
  it.each([
    ['review', 'reviews'],
    ['giftCard', 'giftCards'],
    ['category', 'categories'],
    ['survey', 'surveys'],
    ['wish', 'wishes'],
    ['address', 'addresses'],
  ])('of %s is %s', (noun, expected) => {
    expect(plural(noun)).toBe(expected);
  });
});
