import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIdentitySigner, identityHeader, newId, type EntityType, type Identity } from '@bazaar/kit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const service = createService(toConfig(readEnv({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0' })));
const sign = createIdentitySigner('bazaar-development-only-secret-00000000');
let url: string;
beforeAll(async () => {
  ({ url } = await service.start());
});
afterAll(() => service.stop());

const anyone: Identity = { tenantId: 'default', principal: { kind: 'anonymous' }, permissions: [] };
const someone: Identity = {
  ...anyone,
  principal: { kind: 'user', id: newId('User'), sessionId: newId('Session') },
};
const ask = async (id: unknown, identity = someone) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [identityHeader]: await sign(identity) },
    body: JSON.stringify({
      query: 'query ($id: ID!) { node(id: $id) { __typename id } }',
      variables: { id },
    }),
  });
  return (await response.json()) as {
    data?: { node: { __typename: string; id: string } | null };
    errors?: { extensions: { code: string } }[];
  };
};

const publicTypes: EntityType[] = ['Product', 'ProductVariant', 'Category', 'Cart'];
const personalTypes: EntityType[] = [
  ...(['User', 'Address', 'StockLocation', 'StockMovement'] as const),
  ...(['Order', 'OrderLine', 'Payment', 'Notification'] as const),
];

describe('node', () => {
  it.each([...publicTypes, ...personalTypes])('knows the type of a %s by its id', async (type) => {
    const id = newId(type);
    expect((await ask(id)).data).toEqual({ node: { __typename: type, id } });
  });

  it.each(publicTypes)('answers a %s to everybody', async (type) => {
    const id = newId(type);
    expect((await ask(id, anyone)).data).toEqual({ node: { __typename: type, id } });
  });

  it.each(personalTypes)('answers a %s to nobody who is not signed in', async (type) => {
    expect((await ask(newId(type), anyone)).errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ...['', 'x', 'ord_', 'ORD_00000000000000000000000001', 'ord_0000000000000000000000000u', '__proto__'],
    ...['Query', '\u0000', '\ud800', "ord_' OR 1=1 --"],
  ])('answers null to %j, which is no id', async (id) => {
    expect((await ask(id)).data).toEqual({ node: null });
  });

  it('answers null to an id of 100,000 characters', async () => {
    expect((await ask('ord_'.repeat(25_000))).data).toEqual({ node: null });
  });

  it.each(['Session', 'CartLine', 'Refund', 'Partner'] as const)(
    'answers null to the id of a %s, which is no node',
    async (type) => {
      expect((await ask(newId(type))).data).toEqual({ node: null });
    },
  );

  it.each([null, 1.5, { id: 'x' }, ['ord_', 'ord_']])('refuses %j, which is no id at all', async (id) => {
    expect((await ask(id)).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });
});
