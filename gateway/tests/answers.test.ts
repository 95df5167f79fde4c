import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder } from './support/shop.ts';

describe('an answer of the gateway', () => {
  let gateway: TestGateway;
  let mine: Record<string, string>;
  beforeAll(async () => {
    gateway = await startTestGateway();
    gateway.shop.data.orders.set('ord_1', testOrder('usr_1'));
    mine = bearer(await gateway.issuer.token());
  });
  afterAll(() => gateway.stop());

  it('joins fields of several subgraphs', async () => {
    const answer = await gateway.post({ query: '{ order(id: "ord_1") { status payments { id } } }' }, mine);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ order: { status: 'PENDING', payments: [{ id: 'pay_of_ord_1' }] } });
  });

  it('tells which mutations were answered from their idempotency key, and nothing where none was', async () => {
    const rename = (...notes: string[]) =>
      gateway.post(
        {
          query: `mutation { ${notes.map((note, index) => `m${index}: orderRename(id: "ord_1", note: "${note}") { note }`).join(' ')} }`,
        },
        mine,
      );
    expect((await rename('one')).extensions).toBeUndefined();
    expect((await rename('one', 'two', 'two')).extensions).toEqual({
      idempotency: { replayed: true, keys: ['one', 'two'] },
    });
    expect((await rename('three')).extensions).toBeUndefined();
  });

  it('refuses an Idempotency-Key that is none, or that could be that of several mutations', async () => {
    const rename = (key: string, ...notes: string[]) =>
      gateway.post(
        {
          query: `mutation { ${notes.map((note, index) => `m${index}: orderRename(id: "ord_1", note: "${note}") { note }`).join(' ')} }`,
        },
        { ...mine, 'idempotency-key': key },
      );
    expect(await rename('a-key', 'keyed')).toMatchObject({ status: 200, data: { m0: { note: 'keyed' } } });
    const refused = { status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] };
    expect(await rename('a-key', 'four', 'five')).toMatchObject(refused);
    expect(await rename('two words', 'four')).toMatchObject(refused);
    expect(await rename('x'.repeat(201), 'four')).toMatchObject(refused);
    expect(gateway.shop.data.orders.get('ord_1')).toMatchObject({ note: 'keyed' });
  });

  it('carries the signed identity, the trace and the request id to the subgraphs', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await gateway.post(
      { query: '{ whoami order(id: "ord_1") { id } }' },
      { ...mine, traceparent, 'x-request-id': 'request-0001' },
    );
    expect(JSON.parse(answer.data!.whoami as string)).toMatchObject({
      principal: { kind: 'user', id: 'usr_1', sessionId: 'ses_1' },
    });
    expect(gateway.shop.data.lastTrace).toEqual({ traceparent, requestId: 'request-0001' });
    expect(answer.headers.get('x-request-id')).toBe('request-0001');
  });

  it('takes no identity from a header of the client', async () => {
    const answer = await gateway.post(
      { query: '{ whoami }' },
      { 'x-bazaar-identity': 'eyJhbGciOiJIUzI1NiJ9.e30.x' },
    );
    expect(JSON.parse(answer.data!.whoami as string)).toMatchObject({ principal: { kind: 'anonymous' } });
  });

  it('replaces a request id that could not be logged as it is', async () => {
    const answer = await gateway.post({ query: '{ whoami }' }, { 'x-request-id': 'a b' });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('masks what a subgraph did not expect', async () => {
    const { data, errors } = await gateway.post({ query: '{ boom whoami }' });
    expect(data).toMatchObject({ boom: null, whoami: expect.any(String) });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side.',
        path: ['boom'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
      },
    ]);
  });

  it('lacks only the fields of a dead subgraph, with one error that tells no address', async () => {
    gateway.shop.data.orders.set('ord_2', testOrder('usr_1', 'ord_2'));
    await gateway.shop.stop('payment');
    const query = '{ a: order(id: "ord_1") { status payments { id } } products(first: 1) { title } }';
    const answer = await gateway.post({ query }, mine);
    expect(answer.data).toEqual({ a: { status: 'PENDING', payments: null }, products: [{ title: 'Tea 0' }] });
    expect(answer.errors).toEqual([
      {
        message: 'A part of the platform did not answer.',
        path: ['a', 'payments'],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', requestId: expect.any(String) },
      },
    ]);
    await gateway.shop.start('payment');
    expect((await gateway.post({ query }, mine)).errors).toBeUndefined();
  });

  it('is logged in one line, without the texts', async () => {
    await gateway.post(
      { query: 'query WhoAmI { whoami }' },
      { 'apollographql-client-name': 'shop', 'x-request-id': 'request-0002' },
    );
    const lines = gateway.lines.filter(({ requestId }) => requestId === 'request-0002');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ operation: 'WhoAmI', client: 'shop', status: 200, msg: 'operation' });
  });
});
