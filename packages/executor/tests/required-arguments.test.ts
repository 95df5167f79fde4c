import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

interface Priced {
  readonly price: number;
  readonly parts: readonly { readonly weight: number }[];
}

/** A subgraph that requires one price in two currencies, and the weight of parts in two units. */
function trading(): Promise<Federation> {
  const rates: Readonly<Record<string, number>> = { USD: 1, EUR: 2, GBP: 3 };
  return federate({
    shop: {
      sdl: `enum Currency { USD EUR GBP } type Query { items: [Item!]! any: Priced }
        interface Priced { id: ID! price(currency: Currency!): Int }
        type Item implements Priced @key(fields: "id") { id: ID! price(currency: Currency!): Int parts: [Part!]! }
        type Part { weight(grams: Boolean): Int }`,
      resolvers: {
        Query: {
          items: () => [{ id: '1' }, { id: '2' }],
          any: () => ({ __typename: 'Item', id: '1' }),
        },
        Item: {
          price: ({ id }: { id: string }, { currency }: { currency: string }) =>
            Number(id) * 10 * rates[currency]!,
          parts: () => [{}],
        },
        Part: { weight: (_: unknown, { grams }: { grams?: boolean }) => (grams === true ? 1_000 : 1) },
      },
    },
    tax: {
      sdl: `enum Currency { USD EUR GBP } type Item @key(fields: "id") {
        id: ID! price(currency: Currency!): Int @external parts: [Part!]! @external
        dutyUsd: String @requires(fields: "price(currency: USD)")
        dutyEur: String @requires(fields: "price(currency: EUR) parts { weight(grams: true) }")
        freight: String @requires(fields: "parts { weight }")
        plain: String
      } type Part { weight(grams: Boolean): Int @external }`,
      resolvers: {
        Item: {
          dutyUsd: ({ price }: Priced) => `usd ${price}`,
          dutyEur: ({ price, parts }: Priced) => `eur ${price} ${JSON.stringify(parts)}`,
          freight: ({ parts }: Priced) => JSON.stringify(parts),
          plain: () => 'plain',
        },
      },
    },
  });
}

describe('one field that is required with different arguments', () => {
  it('is sent to each field with the arguments that it was required with', async () => {
    const { ask } = await trading();
    const answer = await ask('{ items { dutyUsd dutyEur freight plain price(currency: GBP) } }');
    expect(answer.data?.items).toEqual([
      {
        dutyUsd: 'usd 10',
        dutyEur: 'eur 20 [{"weight":1000}]',
        freight: '[{"weight":1}]',
        plain: 'plain',
        price: 30,
      },
      {
        dutyUsd: 'usd 20',
        dutyEur: 'eur 40 [{"weight":1000}]',
        freight: '[{"weight":1}]',
        plain: 'plain',
        price: 60,
      },
    ]);
    expect(answer.errors).toBeUndefined();
  });

  it('costs no request more', async () => {
    const { ask, calls } = await trading();
    await ask('{ items { dutyUsd dutyEur plain } any { price(currency: USD) } }');
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['shop', 'tax']);
  });

  it('is no field that clients see', async () => {
    const { executor } = await trading();
    const fields = Object.values(executor.schema.getTypeMap()).flatMap((type) =>
      'getFields' in type ? Object.keys(type.getFields()) : [],
    );
    expect(fields.filter((name) => name.startsWith('_') && !name.startsWith('__'))).toEqual([]);
  });
});

describe('a field that is required with arguments', () => {
  it.each([
    ['that clients do not see', 'price(currency: Currency @inaccessible): Int'],
    ['that the interface does not have', 'price(currency: Currency): Int'],
  ])('does not meet the same field that a client asks for without arguments %s', async (_, price) => {
    const { ask } = await federate({
      shop: {
        sdl: `enum Currency { USD EUR } type Query { any: Priced } interface Priced { price: Int }
          type Item implements Priced @key(fields: "id") { id: ID! ${price} }`,
        resolvers: {
          Query: { any: () => ({ __typename: 'Item', id: '1' }) },
          Item: {
            price: (_: unknown, { currency }: { currency?: string }) => (currency === 'EUR' ? 20 : 10),
          },
        },
      },
      tax: {
        sdl: `enum Currency { USD EUR } type Item @key(fields: "id") {
          id: ID! ${price} @external duty: String @requires(fields: "price(currency: EUR)") }`,
        resolvers: { Item: { duty: ({ price }: Priced) => `eur ${price}` } },
      },
    });
    const answer = await ask('{ any { price ... on Item { duty } } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ any: { price: 10, duty: 'eur 20' } });
  });
});
