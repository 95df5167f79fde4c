import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { parse } from 'graphql';
import {
  createExecutor,
  type ExecutionAnswer,
  type Executor,
  type HttpCallerOptions,
  SubgraphCallError,
} from '../src/index.ts';
import { startSubgraphs, type RunningSubgraphs } from './subgraph-server.ts';

let running: RunningSubgraphs;
let executor: Executor<object>;
let reasons: string[];

type Handle = (response: ServerResponse, count: number) => boolean;

async function start(
  handle: Handle,
  http: HttpCallerOptions<object> = {},
  shareFor?: () => string,
): Promise<void> {
  reasons = [];
  running = await startSubgraphs({
    steady: {
      sdl: 'type Query { item: Item } type Mutation { change: Int } type Item @key(fields: "id") { id: ID! name: String }',
      resolvers: { Query: { item: () => ({ id: '1', name: 'steady' }) } },
    },
    shaky: {
      sdl: 'type Query { left: Int right: Int } type Mutation { shake: Int } type Item @key(fields: "id") { id: ID! extra: String }',
      resolvers: { Item: { extra: () => 'there' }, Mutation: { shake: () => 1 } },
      handle,
    },
  });
  executor = await createExecutor<object>({
    supergraphSdl: running.supergraphSdl,
    planning: 'inline',
    http: { timeoutMs: 10_000, retryDelayMs: 1, ...http },
    shareFor,
    onFailure: (_, cause) => reasons.push(cause instanceof SubgraphCallError ? cause.reason : String(cause)),
  });
}

function ask(text = '{ item { name extra } }', signal?: AbortSignal): Promise<ExecutionAnswer> {
  return executor.execute({ document: parse(text), context: {}, signal });
}

afterEach(async () => {
  await running.stop();
  await executor.close();
});

const good = '{"data":{"_entities":[{"extra":"there"}]}}';

const goodAnswers: readonly [string, Handle][] = [
  ['compressed by gzip', (response) => compressed(response, 'gzip', gzipSync(good))],
  ['compressed by brotli', (response) => compressed(response, 'br', brotliCompressSync(good))],
  ['compressed by deflate', (response) => compressed(response, 'deflate', deflateSync(good))],
  ['in chunks', (response) => response.write(good.slice(0, 9)) && response.end(good.slice(9)) !== undefined],
  [
    'of the type application/graphql-response+json',
    (response) =>
      response.writeHead(200, { 'content-type': 'application/graphql-response+json' }).end(good) !==
      undefined,
  ],
  ['with a status of 4xx', (response) => response.writeHead(422).end(good) !== undefined],
];

function compressed(response: ServerResponse, encoding: string, bytes: Buffer): boolean {
  return response.writeHead(200, { 'content-encoding': encoding }).end(bytes) !== undefined;
}

const failures: readonly [string, string, Handle][] = [
  ['hangs', 'timeout', () => true],
  ['resets the connection', 'connection', (response) => response.destroy() !== undefined],
  ['answers garbage', 'bad-answer', (response) => response.end('<html>10.0.0.1</html>') !== undefined],
  ['answers 500', 'bad-status', (response) => response.writeHead(500).end('{"data":{}}') !== undefined],
  ['redirects', 'bad-answer', (response) => response.writeHead(308, { location: '/' }).end() !== undefined],
  [
    'compresses in an unknown way',
    'bad-answer',
    (response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end(good) !== undefined,
  ],
  [
    'compresses too much',
    'bad-answer',
    (response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify({ data: 'x'.repeat(200_000) }))) !== undefined,
  ],
  ['answers too much', 'too-large', (response) => response.end('x'.repeat(200_000)) !== undefined],
  ['answers null', 'bad-answer', (response) => response.end('null') !== undefined],
];

describe('a subgraph that does not answer as it should', () => {
  it.each(failures)('costs only its own fields when it %s', async (_, reason, handle) => {
    await start(handle, { answerBytesMax: 100_000, ...(reason === 'timeout' ? { timeoutMs: 2_000 } : {}) });
    const answer = await ask();
    expect(answer.data).toEqual({ item: { name: 'steady', extra: null } });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['item', 'extra'], 'DOWNSTREAM_SERVICE_ERROR'],
    ]);
    expect(reasons).toEqual([reason]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/127\.0\.0\.1|10\.0\.0\.1|shaky|html/);
  });

  it('is told of once for all root fields that were asked of it together, at the place that they share', async () => {
    await start((response) => response.destroy() !== undefined);
    const answer = await ask('{ left right item { name } }');
    expect(answer.data).toEqual({ left: null, right: null, item: { name: 'steady' } });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.path).toBeUndefined();
  });

  it('is asked again for a query, and the client sees nothing of it', async () => {
    await start((response, count) => count < 3 && response.destroy() !== undefined);
    expect((await ask()).errors).toBeUndefined();
    expect(running.requestsOf('shaky')).toHaveLength(3);
  });

  it('is never asked again for a mutation', async () => {
    await start((response) => response.destroy() !== undefined);
    const answer = await ask('mutation { shake }');
    expect(answer.data).toEqual({ shake: null });
    expect(answer.errors?.map(({ path }) => path)).toEqual([['shake']]);
    expect(running.requestsOf('shaky')).toHaveLength(1);
  });

  it('is spared by an open breaker, and found again by a probe', async () => {
    let isDown = true;
    await start((response) => isDown && response.writeHead(500).end() !== undefined, {
      retriesMax: 0,
      failuresMax: 3,
      openMs: 3_000,
    });
    for (let count = 0; count < 5; count++) await ask();
    expect(running.requestsOf('shaky').length).toBeLessThan(5);
    expect(reasons.slice(0, 4)).toEqual(['bad-status', 'bad-status', 'bad-status', 'circuit-open']);
    isDown = false;
    await eventually(async () => expect((await ask()).errors).toBeUndefined());
    expect((await ask()).data).toEqual({ item: { name: 'steady', extra: 'there' } });
  });

  it('can send wrong types without breaking the rest of the answer', async () => {
    await start(
      (response) => response.end('{"data":{"_entities":[{"extra":{"not":"a string"}}]}}') !== undefined,
    );
    const answer = await ask();
    expect(answer.data).toEqual({ item: { name: 'steady', extra: null } });
    expect(answer.errors?.[0]?.path).toEqual(['item', 'extra']);
  });
});

describe('a good answer', () => {
  it.each(goodAnswers)('is taken when it comes %s', async (_, handle) => {
    await start(handle);
    const answer = await ask();
    expect(answer.data).toEqual({ item: { name: 'steady', extra: 'there' } });
    expect(answer.errors).toBeUndefined();
  });
});

describe('a client that leaves', () => {
  const hanging = (): { responses: ServerResponse[]; handle: Handle } => {
    const responses: ServerResponse[] = [];
    return { responses, handle: (response) => responses.push(response) > 0 };
  };
  const arrivalAt = async (responses: readonly ServerResponse[]): Promise<void> => {
    while (responses.length === 0) await new Promise(setImmediate);
  };

  it('ends the calls of its query, and nobody is told that they failed', async () => {
    const { responses, handle } = hanging();
    await start(handle, { timeoutMs: 60_000 });
    const client = new AbortController();
    const answering = ask(undefined, client.signal);
    await arrivalAt(responses);
    client.abort();
    expect((await answering).errors?.map(({ extensions }) => extensions.code)).toEqual(['REQUEST_ABORTED']);
    if (!responses[0]!.destroyed) await once(responses[0]!, 'close');
    expect(reasons).toEqual([]);
  });

  it('has nothing asked for it any more', async () => {
    await start(() => false);
    const client = new AbortController();
    client.abort();
    expect((await ask(undefined, client.signal)).data).toBeUndefined();
    expect(running.requests).toHaveLength(0);
  });

  it('does not keep its mutation from its end', async () => {
    const { responses, handle } = hanging();
    await start(handle, { timeoutMs: 60_000 });
    const client = new AbortController();
    const answering = ask('mutation { shake }', client.signal);
    await arrivalAt(responses);
    client.abort();
    responses[0]!.end('{"data":{"shake":2}}');
    expect((await answering).data).toEqual({ shake: 2 });
  });

  it('takes nothing from those who share its query', async () => {
    const { responses, handle } = hanging();
    await start(handle, { timeoutMs: 60_000 }, () => 'everyone');
    const document = parse('{ item { extra } }');
    const client = new AbortController();
    const leader = executor.execute({ document, context: {}, signal: client.signal });
    await arrivalAt(responses);
    const follower = executor.execute({ document, context: {} });
    client.abort();
    responses[0]!.end('{"data":{"_entities":[{"extra":"there"}]}}');
    expect((await follower).data).toEqual({ item: { extra: 'there' } });
    await leader;
    expect(responses).toHaveLength(1);
  });
});
