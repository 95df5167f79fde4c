import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder } from './support/shop.ts';
import { connect } from './support/socket.ts';

describe('the edge', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ env: { CORS_ORIGINS: 'https://shop.example' } });
  });
  afterAll(() => gateway.stop());

  it('answers with these headers', async () => {
    const { headers } = await gateway.post({ query: '{ whoami }' });
    const masked = Object.fromEntries(headers);
    for (const name of ['date', 'x-request-id', 'content-length']) expect(delete masked[name]).toBe(true);
    expect(masked).toMatchInlineSnapshot(`
     {
       "cache-control": "no-store",
       "connection": "keep-alive",
       "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
       "content-type": "application/graphql-response+json; charset=utf-8",
       "cross-origin-opener-policy": "same-origin",
       "cross-origin-resource-policy": "same-site",
       "keep-alive": "timeout=65",
       "referrer-policy": "no-referrer",
       "vary": "origin",
       "x-content-type-options": "nosniff",
       "x-frame-options": "DENY",
     }
    `);
  });

  it('lets the named origins in, and no other', async () => {
    const preflight = async (origin: string) => {
      const response = await fetch(gateway.graphqlUrl, {
        ...{ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } },
      });
      expect(response.status).toBe(204);
      return response.headers;
    };
    const known = await preflight('https://shop.example');
    expect(known.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(known.get('access-control-allow-headers')).toContain('authorization');
    expect(known.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).get('access-control-allow-origin')).toBeNull();
  });

  it('does not run what a browser can be tricked into sending', async () => {
    const bySimpleGet = await fetch(`${gateway.graphqlUrl}?query=%7Bwhoami%7D`, {
      headers: { 'content-type': 'text/plain' },
    });
    const byForm = await fetch(gateway.graphqlUrl, {
      ...{ method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{ whoami }"}' },
    });
    expect([bySimpleGet.status, byForm.status]).toEqual([400, 400]);
  });

  it('tells its health, and nothing elsewhere', async () => {
    const statusOf = async (path: string) => (await fetch(`${gateway.url}${path}`)).status;
    expect(await Promise.all(['/livez', '/readyz', '/startupz', '/nothing'].map(statusOf))).toEqual([
      200, 200, 200, 404,
    ]);
  });

  it('offers an explorer that loads nothing from elsewhere, in development', async () => {
    expect(await (await fetch(gateway.url)).text()).toContain('/explorer');
    const page = await (await fetch(`${gateway.url}/explorer`)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/explorer\/static\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(0);
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    for (const file of files) expect((await fetch(gateway.url + file)).status).toBe(200);
    for (const path of ['..%2fpackage.json', '../package.json', 'none.js', '%00.js']) {
      expect((await fetch(`${gateway.url}/explorer/static/${path}`)).status).toBe(404);
    }
  });

  it('serves a changed supergraph without a restart, and refuses one that does not hold', async () => {
    const path = join(gateway.folder, 'supergraph.graphql');
    const sdl = readFileSync(path, 'utf8');
    const query = '{ products(first: 1) { name: title } }';
    writeFileSync(path, sdl.replace('title: String!', 'title: Nonsense!'));
    await eventually(() => expect(gateway.lines.some(({ msg }) => msg.includes('is refused'))).toBe(true));
    expect((await gateway.post({ query })).errors).toBeUndefined();
    writeFileSync(path, sdl.replaceAll(/^ {2}boom: String.*$/gm, ''));
    await eventually(async () =>
      expect((await gateway.post({ query: '{ boom }' })).errors?.[0]?.extensions.code).toBe(
        'GRAPHQL_VALIDATION_FAILED',
      ),
    );
    expect((await gateway.post({ query })).errors).toBeUndefined();
    expect((await gateway.post({ query: '{ orders { id } }' })).status).toBe(401);
  });
});

describe('sockets', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ env: { SOCKETS_MAX: '3', SOCKET_OPERATIONS_MAX: '2' } });
  });
  afterAll(() => gateway.stop());
  const stock = { query: 'subscription { availabilityChanged(variantIds: ["var_1"]) { id } }' };

  it('run queries and mutations too', async () => {
    gateway.shop.data.orders.set('ord_1', testOrder('usr_1'));
    const socket = connect(gateway.socketUrl, { Authorization: `Bearer ${await gateway.issuer.token()}` });
    const asked = socket.subscribe({ query: '{ products(first: 1) { title } boom }' });
    const changed = socket.subscribe({
      query: 'mutation { orderRename(id: "ord_1", note: "new") { note } }',
    });
    await eventually(() => expect(asked.isDone && changed.isDone).toBe(true));
    expect(asked.answers).toMatchObject([
      {
        data: { products: [{ title: 'Tea 0' }], boom: null },
        errors: [{ path: ['boom'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      },
    ]);
    expect(changed.answers).toEqual([{ data: { orderRename: { note: 'new' } } }]);
    await socket.dispose();
  });

  it('are closed with 4403 for a token that does not hold', async () => {
    const socket = connect(gateway.socketUrl, { authorization: 'Bearer nonsense' });
    socket.subscribe(stock);
    await eventually(() => expect(socket.closed).toEqual([4403]));
  });

  it('are closed with 4401 when their token ends', async () => {
    const token = await gateway.issuer.token({ expiresInMs: 1_500 });
    const socket = connect(gateway.socketUrl, { authorization: token });
    socket.subscribe(stock);
    await eventually(() => expect(socket.closed).toEqual([4401]));
  });

  it('run so many operations at a time and no more', async () => {
    const socket = connect(gateway.socketUrl);
    const running = [socket.subscribe(stock), socket.subscribe(stock)];
    const third = socket.subscribe(stock);
    await eventually(() =>
      expect(third.error).toMatchObject([{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }]),
    );
    expect(running.map(({ isDone }) => isDone)).toEqual([false, false]);
    running[0]!.stop();
    await eventually(async () => {
      const again = socket.subscribe({ query: '{ __typename }' });
      await eventually(() => expect(again.isDone).toBe(true));
      expect(again.error).toBeUndefined();
    });
    await socket.dispose();
  });

  it('are so many and no more, and only at /graphql', async () => {
    const open = () => new WebSocket(gateway.socketUrl, 'graphql-transport-ws');
    const opened = [open(), open(), open()];
    await eventually(() => expect(opened.map(({ readyState }) => readyState)).toEqual([1, 1, 1]));
    const refusalOf = (socket: WebSocket) =>
      new Promise<string>((resolve) => socket.once('error', (error) => resolve(error.message)));
    expect(await refusalOf(open())).toContain('503');
    for (const socket of opened) socket.terminate();
    expect(await refusalOf(new WebSocket(`${gateway.socketUrl}x`, 'graphql-transport-ws'))).toContain('404');
  });
});

describe('a gateway that stops', () => {
  it('finishes the requests in flight and tells sockets to come back', async () => {
    const gateway = await startTestGateway();
    const socket = connect(gateway.socketUrl);
    const watching = socket.subscribe({
      query: 'subscription { availabilityChanged(variantIds: ["var_1"]) { id } }',
    });
    const asked = socket.subscribe({ query: '{ __typename }' });
    await eventually(() => expect(asked.isDone).toBe(true));
    const slow = gateway.post({ query: '{ slow }' });
    await eventually(() => expect(gateway.shop.data.slowRequests).toBe(1));
    const stopped = gateway.stop();
    expect((await slow).data).toEqual({ slow: 'done' });
    await stopped;
    await eventually(() => expect(socket.closed).toEqual([1001]));
    expect(watching.answers).toEqual([]);
    await expect(fetch(`${gateway.url}/livez`)).rejects.toThrow();
  });
});
