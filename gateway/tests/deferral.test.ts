// `@defer` over HTTP: what goes over the socket, chunk by chunk.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder } from './support/shop.ts';

const query = '{ order(id: "ord_1") { status ... @defer(label: "paid") { payments { id } } } }';

describe('an answer in parts', () => {
  let gateway: TestGateway;
  let mine: Record<string, string>;
  beforeAll(async () => {
    gateway = await startTestGateway();
    gateway.shop.data.orders.set('ord_1', testOrder('usr_1'));
    mine = bearer(await gateway.issuer.token());
  });
  afterAll(() => gateway.stop());

  async function post(text: string, accept: string): Promise<IncomingMessage> {
    const request = httpRequest(gateway.graphqlUrl, {
      method: 'POST',
      headers: { ...mine, 'content-type': 'application/json', accept },
    });
    request.end(JSON.stringify({ query: text }));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  async function readText(response: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  }

  /** The JSON of each part, after a look at what stands between them. */
  function partsIn(text: string): Record<string, unknown>[] {
    expect(text.startsWith('\r\n---\r\n')).toBe(true);
    expect(text.endsWith('\r\n-----\r\n')).toBe(true);
    const parts = text.slice('\r\n---\r\n'.length, -'\r\n-----\r\n'.length).split('\r\n---\r\n');
    return parts.map((part) => {
      const [header, body] = part.split('\r\n\r\n');
      expect(header).toBe('content-type: application/json; charset=utf-8');
      return JSON.parse(body!) as Record<string, unknown>;
    });
  }

  it('has the shape of 2022 for a client that names it', async () => {
    const response = await post(query, 'multipart/mixed; deferSpec=20220824, application/json');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    expect(partsIn(await readText(response))).toEqual([
      { data: { order: { status: 'PENDING' } }, hasNext: true },
      {
        incremental: [{ data: { payments: [{ id: 'pay_of_ord_1' }] }, path: ['order'], label: 'paid' }],
        hasNext: false,
      },
    ]);
  });

  it('has the shape of v0.2 for a client that names it', async () => {
    const response = await post(query, 'application/json;q=0.5, multipart/mixed;incrementalSpec=v0.2');
    expect(response.headers['content-type']).toBe('multipart/mixed; boundary="-"; incrementalSpec=v0.2');
    expect(partsIn(await readText(response))).toEqual([
      {
        data: { order: { status: 'PENDING' } },
        pending: [{ id: '0', path: ['order'], label: 'paid' }],
        hasNext: true,
      },
      {
        incremental: [{ id: '0', data: { payments: [{ id: 'pay_of_ord_1' }] } }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  it('begins before the rest is there', async () => {
    const response = await post('{ whoami ... @defer { slow } }', 'multipart/mixed;deferSpec=20220824');
    const [chunk] = (await once(response, 'data')) as [Buffer];
    expect(String(chunk)).toContain('"hasNext":true');
    expect(String(chunk)).not.toContain('slow');
    const rest = await readText(response);
    expect(partsIn(String(chunk) + rest)[1]).toEqual({
      incremental: [{ data: { slow: 'done' }, path: [] }],
      hasNext: false,
    });
  });

  it('is whole for a client that names no shape, and for an operation with nothing to defer', async () => {
    const whole = { order: { status: 'PENDING', payments: [{ id: 'pay_of_ord_1' }] } };
    expect((await gateway.post({ query }, mine)).data).toEqual(whole);
    const accept = 'multipart/mixed;deferSpec=20220824, application/json';
    for (let time = 0; time < 2; time++) {
      const none = await post(query.replace('label', 'if: false, label'), accept);
      expect(none.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(JSON.parse(await readText(none))).toEqual({ data: whole });
    }
    // The same client with the same operation, deferred again.
    const deferred = await post(query, accept);
    expect(partsIn(await readText(deferred))).toHaveLength(2);
  });

  it('costs only a part when its subgraph fails, and does not tell which', async () => {
    await gateway.shop.stop('payment');
    const shapes = ['deferSpec=20220824', 'incrementalSpec=v0.2'];
    const [old, current] = await Promise.all(
      shapes.map(async (shape) => partsIn(await readText(await post(query, `multipart/mixed;${shape}`)))),
    );
    await gateway.shop.start('payment');
    const error = {
      message: expect.any(String),
      path: ['order', 'payments'],
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', requestId: expect.any(String) },
    };
    expect(old).toMatchObject([
      { data: { order: { status: 'PENDING' } } },
      { incremental: [{ data: { payments: null }, errors: [error], path: ['order'] }], hasNext: false },
    ]);
    expect(current?.[1]).toMatchObject({
      incremental: [{ id: '0', data: { payments: null }, errors: [error] }],
      completed: [{ id: '0' }],
    });
    expect(JSON.stringify([old, current])).not.toMatch(/127\.0\.0\.1|"payment"/);
  });

  it('is refused as a whole when any of it may not be read', async () => {
    const before = gateway.shop.data.orderRequests;
    const response = await post(
      '{ order(id: "ord_1") { status } ... @defer { orders(first: 1) { id } } }',
      'multipart/mixed;deferSpec=20220824, application/json',
    );
    expect(JSON.parse(await readText(response))).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(gateway.shop.data.orderRequests).toBe(before);
  });

  it('says what is wrong with variables as a whole answer does', async () => {
    const response = await post(
      'query($id: ID!) { order(id: $id) { status ... @defer { payments { id } } } }',
      'multipart/mixed;deferSpec=20220824, application/json',
    );
    expect(JSON.parse(await readText(response))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});
