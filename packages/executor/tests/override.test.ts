import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readSeed } from './differential/config.ts';
import {
  federate,
  type Federation,
  type Subgraph,
  type TestContext,
  type TestOptions,
} from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

// `stock` and `price` move from old to new. They are met in several fetches of one request.
function moving(label: string): Readonly<Record<string, Subgraph>> {
  const item = (side: string) => ({
    __resolveReference: ({ id }: Ref) => ({ id, stock: `${side} stock`, price: `${side} price` }),
  });
  return {
    catalog: {
      sdl: 'type Query { items: [Item!]! } type Item @key(fields: "id") { id: ID! name: String next: Item }',
      resolvers: {
        Query: { items: () => ['1', '2'].map((id) => ({ id, name: `item ${id}` })) },
        Item: { next: () => ({ id: '3' }) },
      },
    },
    old: {
      sdl: 'type Item @key(fields: "id") { id: ID! stock: String price: String }',
      resolvers: { Item: item('old') },
    },
    next: {
      sdl: `type Item @key(fields: "id") {
        id: ID! stock: String @override(from: "old", label: "${label}") price: String @override(from: "old", label: "${label}") }`,
      resolvers: { Item: item('next') },
    },
  };
}

const document = parse('{ items { stock next { price } } }');

/** The side that one request saw, which must be the same wherever a field was fetched. */
async function sideOf({ executor }: Federation, context: TestContext = {}): Promise<string | undefined> {
  const { dataText, errors } = await executor.execute({ document, context });
  expect(errors).toBeUndefined();
  const sides = new Set(dataText?.match(/(old|next) (?=stock|price)/g)?.map((side) => side.trim()));
  expect(sides.size).toBe(1);
  return [...sides][0];
}

async function shares(
  label: string,
  requests: number,
  options: TestOptions,
  contextOf: (n: number) => TestContext,
) {
  const federation = await federate(moving(label), options);
  const sides: (string | undefined)[] = [];
  for (let n = 0; n < requests; n++) sides.push(await sideOf(federation, contextOf(n)));
  return sides;
}

const sticky: TestOptions = { overrides: { seedOf: ({ caller }) => caller } };

describe('a field that moves by percent', () => {
  it('is asked of its new subgraph for its share of the requests, and by one subgraph throughout a request', async () => {
    const seed = readSeed();
    const requests = 400;
    const sides = await shares('percent(20)', requests, sticky, (n) => ({ caller: `${seed}:${n}` }));
    const moved = sides.filter((side) => side === 'next').length;
    // Six standard deviations: chance alone strays that far once in five hundred million runs.
    const deviation = 6 * Math.sqrt(requests * 0.2 * 0.8);
    expect({ seed, isWithin: Math.abs(moved - 0.2 * requests) < deviation, moved }).toMatchObject({
      isWithin: true,
    });
  });

  it('is decided by chance for those who have no seed', async () => {
    const sides = await shares('percent(50)', 40, {}, () => ({}));
    expect(new Set(sides)).toEqual(new Set(['old', 'next']));
  });

  it('stays where it was for one caller, also when the share grows', async () => {
    const callers = Array.from({ length: 40 }, (_, n) => `caller ${n}`);
    const few = await shares('percent(30)', 80, sticky, (n) => ({ caller: callers[n % 40] }));
    const more = await shares('percent(70)', 40, sticky, (n) => ({ caller: callers[n] }));
    expect(few.slice(40)).toEqual(few.slice(0, 40));
    const movedEarly = callers.filter((_, n) => few[n] === 'next');
    const movedLater = callers.filter((_, n) => more[n] === 'next');
    expect(movedLater).toEqual(expect.arrayContaining(movedEarly));
    expect(movedLater.length).toBeGreaterThan(movedEarly.length);
  });

  it.each([
    ['percent(0)', 'old'],
    ['percent(100)', 'next'],
  ])('with %s is always asked of the %s subgraph', async (label, side) => {
    const sides = await shares(label, 20, sticky, (n) => (n % 2 === 0 ? {} : { caller: `${n}` }));
    expect(new Set(sides)).toEqual(new Set([side]));
  });
});

describe('a field that moves by a named label', () => {
  it('is asked of its new subgraph where the label is on, and of the old one unless told', async () => {
    expect(await sideOf(await federate(moving('new-stock')))).toBe('old');
    const asked: (readonly string[])[] = [];
    const federation = await federate(moving('new-stock'), {
      overrides: {
        labelsOf: ({ labels = [] }, met) => {
          asked.push(met);
          return labels;
        },
      },
    });
    expect(await sideOf(federation, { labels: ['new-stock'] })).toBe('next');
    expect(await sideOf(federation, { labels: ['other'] })).toBe('old');
    expect(await sideOf(federation, { labels: ['new-stock'] })).toBe('next');
    expect(asked).toEqual([['new-stock'], ['new-stock'], ['new-stock']]);
  });

  it('is not asked about for an operation that can not meet it', async () => {
    const labelsOf = (): never => {
      throw new Error('asked in vain');
    };
    const { executor } = await federate(moving('new-stock'), { overrides: { labelsOf } });
    const ask = (text: string) => executor.execute({ document: parse(text), context: {} });
    expect((await ask('{ items { name } }')).errors).toBeUndefined();
    await expect(ask('{ items { next { price } } }')).rejects.toThrow('asked in vain');
  });
});
