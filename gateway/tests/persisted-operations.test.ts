import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { startTestGateway, type Answer, type TestGateway } from './support/gateway.ts';
import { connect } from './support/socket.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const manifestOf = (operations: Record<string, string>) =>
  JSON.stringify({
    ...{ format: 'apollo-persisted-query-manifest', version: 1 },
    operations: Object.entries(operations).map(([name, body]) => ({
      id: sha256(body),
      name,
      type: 'query',
      body,
    })),
  });

const titles = 'query Titles($n: Int) { products(first: $n) { title } }';
const stock = 'subscription Stock($ids: [ID!]!) { availabilityChanged(variantIds: $ids) { id } }';
const ours = 'query Ours { products(first: 2) { id } }';
const other = '{ whoami }';
const safelisted = { 'x-api-key': 'safelisted-key' };
const byHash = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
});

describe('persisted operations', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const partner = { name: 'Feeds', permissions: [], manifest: 'feeds.json' };
    gateway = await startTestGateway({
      files: {
        'partners.json': JSON.stringify([
          { ...partner, id: 'ptn_safe', keyHash: sha256('safelisted-key'), mode: 'safelist' },
          { ...partner, id: 'ptn_free', keyHash: sha256('free-key'), mode: 'allow' },
        ]),
        'feeds.json': manifestOf({ Titles: titles, Stock: stock }),
        'client.json': manifestOf({ Ours: ours }),
      },
    });
  });
  afterAll(() => gateway.stop());

  const get = async (
    parameters: Record<string, string>,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await fetch(`${gateway.graphqlUrl}?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': 'yes', accept: 'application/graphql-response+json', ...headers },
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };
  const overSocket = async (payload: object, params: Record<string, unknown>) => {
    const socket = connect(gateway.socketUrl, params);
    // The protocol wants a text; an empty one means that the id says it all.
    const asked = socket.subscribe({ query: '', ...payload });
    await eventually(() => expect(asked.isDone || asked.answers.length > 0).toBe(true));
    await socket.dispose();
    return { answers: asked.answers, error: asked.error };
  };
  const oneTitle = { data: { products: [{ title: 'Tea 0' }] } };

  it('are run by their id: as hash, as documentId, by POST, GET and socket', async () => {
    const variables = { n: 1 };
    expect(await gateway.post({ ...byHash(titles), variables }, safelisted)).toMatchObject(oneTitle);
    expect(await gateway.post({ documentId: sha256(titles), variables }, safelisted)).toMatchObject(oneTitle);
    expect(
      await get({ documentId: sha256(titles), variables: JSON.stringify(variables) }, safelisted),
    ).toMatchObject(oneTitle);
    expect(
      await get(
        { extensions: JSON.stringify(byHash(titles).extensions), variables: JSON.stringify(variables) },
        safelisted,
      ),
    ).toMatchObject(oneTitle);
    const { answers } = await overSocket({ ...byHash(titles), variables }, { apiKey: 'safelisted-key' });
    expect(answers).toMatchObject([oneTitle]);
  });

  it('are recognised by their very text', async () => {
    expect((await gateway.post({ query: titles }, safelisted)).errors).toBeUndefined();
    expect((await gateway.post({ query: `${titles} ` }, safelisted)).status).toBe(403);
  });

  it.each<[string, () => Promise<Answer>]>([
    ['a text', () => gateway.post({ query: other }, safelisted)],
    ['a text by GET', () => get({ query: other }, safelisted)],
    ['a text beside its own hash', () => gateway.post({ query: other, ...byHash(other) }, safelisted)],
    ['a text beside an unknown id', () => gateway.post({ query: other, documentId: 'x' }, safelisted)],
    ['no operation at all', () => gateway.post({ variables: {} }, safelisted)],
    ['a text in another notation', () => gateway.post({ query: `#\n${other}` }, safelisted)],
    [
      'a text with a token besides',
      async () =>
        gateway.post(
          { query: other },
          {
            ...safelisted,
            authorization: `Bearer ${await gateway.issuer.token({ permissions: ['order:read'] })}`,
          },
        ),
    ],
  ])('are all that a safelisted key can run: not %s', async (_what, ask) => {
    expect(await ask()).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'OPERATION_NOT_SAFELISTED' } }],
    });
  });

  it('win over a text that is sent beside a known id', async () => {
    const answer = await gateway.post({ query: other, ...byHash(titles), variables: { n: 1 } }, safelisted);
    expect(answer.data).toEqual(oneTitle.data);
  });

  it('cannot be gone around by lists, by forms, by a second parameter or in the query string of a POST', async () => {
    expect((await gateway.post([{ query: other }], safelisted)).status).toBe(400);
    const form = { ...safelisted, 'content-type': 'application/x-www-form-urlencoded' };
    const byForm = await fetch(gateway.graphqlUrl, {
      ...{ method: 'POST', headers: form, body: new URLSearchParams({ query: other }) },
    });
    expect(byForm.status).toBeGreaterThanOrEqual(400);
    const twice = await fetch(
      `${gateway.graphqlUrl}?query=${encodeURIComponent(titles)}&query=${encodeURIComponent(other)}`,
      {
        headers: { ...safelisted, 'apollo-require-preflight': 'yes' },
      },
    );
    expect(twice.status).toBe(400);
    const mixed = await fetch(`${gateway.graphqlUrl}?query=${encodeURIComponent(other)}`, {
      ...{ method: 'POST', headers: { ...safelisted, 'content-type': 'application/json' } },
      body: JSON.stringify({ query: titles, variables: { n: 1 } }),
    });
    expect(await mixed.json()).toMatchObject(oneTitle);
  });

  it('bind sockets in the same way, subscriptions too', async () => {
    const params = { apiKey: 'safelisted-key' };
    for (const query of [
      other,
      'subscription { availabilityChanged(variantIds: ["var_1"]) { id available } }',
    ]) {
      const { error, answers } = await overSocket({ query }, params);
      expect(error).toMatchObject([{ extensions: { code: 'OPERATION_NOT_SAFELISTED' } }]);
      expect(answers).toEqual([]);
    }
    gateway.shop.data.variants.set('var_1', { id: 'var_1', available: 1 });
    const { answers } = await overSocket(
      {
        ...byHash(stock),
        variables: { ids: ['var_1'] },
        extensions: { ...byHash(stock).extensions, initial: true },
      },
      params,
    );
    expect(answers).toEqual([{ data: { availabilityChanged: { id: 'var_1' } } }]);
  });

  it('are those of the key: an id of another manifest is not found', async () => {
    for (const [headers, text] of [
      [safelisted, ours],
      [{}, titles],
    ] as const) {
      expect(await gateway.post(byHash(text), headers)).toMatchObject({
        ...{ status: 404, errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
      });
    }
    expect((await gateway.post(byHash(ours))).data).toEqual({ products: [{ id: 'prd_0' }, { id: 'prd_1' }] });
  });

  it('are not registered by being sent', async () => {
    expect((await gateway.post({ query: other, ...byHash(other) })).errors).toBeUndefined();
    expect((await gateway.post(byHash(other))).status).toBe(404);
  });

  it('leave a partner that is not bound to them free', async () => {
    expect((await gateway.post({ query: other }, { 'x-api-key': 'free-key' })).errors).toBeUndefined();
    expect((await gateway.post(byHash(titles), { 'x-api-key': 'free-key' })).errors).toBeUndefined();
  });
});
