import { afterEach, describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import {
  createExecutor,
  ExecutionAnswer,
  type DeferredAnswer,
  type DeferredBatch,
  type DeferredPart,
  type Executor,
} from '../src/index.ts';
import { startSubgraphs, type RunningSubgraphs, type SubgraphDefinition } from './subgraph-server.ts';

interface Ref {
  readonly id: string;
}

let running: RunningSubgraphs;
let executor: Executor<object>;
let failures: string[];
/** What the resolvers of a test do. */
let world: World;

interface World {
  /** `Item.stock` waits for it. */
  stock: Promise<unknown>;
  /** `Item.price` waits for it. */
  price: Promise<unknown>;
  stockOf: (id: string) => number | null;
  listings: string[][];
  log: string[];
}

const catalog: SubgraphDefinition = {
  sdl: `type Query { item(id: ID = "1"): Item items: [Item!] list: [Item] sections: [Section] }
    type Mutation { first: Item second: Item }
    type Item @key(fields: "id") { id: ID! name: String size: Size mates: [Item!] }
    type Size { width: Int height: Int! }
    type Section { title: String items: [Item!] }`,
  resolvers: {
    Query: {
      item: (_: unknown, { id }: Ref) => (id === 'none' ? null : { id }),
      items: () => ['1', '2', '1'].map((id) => ({ id })),
      list: () => [{ id: '1' }, null, { id: '2' }],
      sections: () => [
        { title: 'a', items: [{ id: '1' }] },
        { title: 'b', items: [] },
      ],
    },
    Mutation: {
      first: () => ({ id: String(world.log.push('first')) }),
      second: () => ({ id: String(world.log.push('second')) }),
    },
    Item: {
      name: ({ id }: Ref) => {
        world.log.push('name');
        return `item ${id}`;
      },
      size: () => ({ width: 1, height: 2 }),
      mates: () => world.listings.shift()?.map((id) => ({ id })),
    },
  },
};

const stock: SubgraphDefinition = {
  sdl: 'type Item @key(fields: "id") { id: ID! stock: Int! place: Place } type Place @key(fields: "id") { id: ID! }',
  resolvers: {
    Item: {
      stock: async ({ id }: Ref) => {
        await world.stock;
        return world.stockOf(id);
      },
      place: ({ id }: Ref) => ({ id: `place of ${id}` }),
    },
  },
};

const prices: SubgraphDefinition = {
  sdl: 'type Item @key(fields: "id") { id: ID! price: Int } type Place @key(fields: "id") { id: ID! city: String }',
  resolvers: {
    Item: { price: ({ id }: Ref) => world.price.then(() => Number(id) * 100) },
    Place: { city: ({ id }: Ref) => `city of ${id}` },
  },
};

async function start(changes: Partial<World> = {}, handle?: SubgraphDefinition['handle']): Promise<void> {
  const now = Promise.resolve();
  world = { stock: now, price: now, stockOf: Number, listings: [], log: [], ...changes };
  failures = [];
  running = await startSubgraphs({ catalog, stock: { ...stock, ...(handle && { handle }) }, prices });
  executor = await createExecutor<object>({
    supergraphSdl: running.supergraphSdl,
    planning: 'inline',
    http: { retriesMax: 0, timeoutMs: 60_000 },
    onFailure: (subgraph) => failures.push(subgraph),
  });
}

async function ask(
  text: string,
  variables: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<ExecutionAnswer | DeferredAnswer> {
  const document = parse(text);
  expect(validate(executor.schema, document)).toEqual([]);
  return executor.executeIncrementally({ document, variables, context: {}, signal });
}

async function askInParts(text: string, variables: Record<string, unknown> = {}): Promise<DeferredAnswer> {
  const answer = await ask(text, variables);
  if (answer instanceof ExecutionAnswer) throw new Error(`Answered whole: ${answer.dataText}`);
  return answer;
}

async function rest({ subsequent }: DeferredAnswer): Promise<DeferredBatch[]> {
  const batches: DeferredBatch[] = [];
  for await (const batch of subsequent) batches.push(batch);
  expect(batches.map(({ hasNext }) => hasNext)).toEqual(
    batches.map((_, index) => index < batches.length - 1),
  );
  return batches;
}

const partsOf = (batches: readonly DeferredBatch[]): unknown[] =>
  batches.flatMap(({ parts }) => parts.map(shown));

function shown({ path, label, answer }: DeferredPart): unknown {
  const errors = answer.errors?.map((error) => error.path?.join('.'));
  return { path: path.join('.'), ...(label && { label }), data: answer.data, ...(errors && { errors }) };
}

const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};

afterEach(async () => {
  await running.stop();
  await executor.close();
});

describe('@defer', () => {
  it('gives first what is not deferred, and each fragment when it is there', async () => {
    const stockGate = gate();
    await start({ stock: stockGate.opened });
    const answer = await askInParts(
      '{ item { name ... @defer(label: "stock") { stock } ...Price @defer } } fragment Price on Item { price }',
    );
    expect(answer.initial.dataText).toBe('{"item":{"name":"item 1"}}');
    expect(answer.pending.map(({ path, label }) => [path, label])).toEqual([
      [['item'], 'stock'],
      [['item'], undefined],
    ]);
    const first = await answer.subsequent.next();
    expect(first.value?.parts.map(shown)).toEqual([{ path: 'item', data: { price: 100 } }]);
    expect(first.value?.hasNext).toBe(true);
    stockGate.open();
    expect(partsOf(await rest(answer))).toEqual([{ path: 'item', label: 'stock', data: { stock: 1 } }]);
    await answer.finished;
  });

  it('begins to fetch a part while the first answer still waits for others', async () => {
    const priceGate = gate();
    await start({ price: priceGate.opened });
    const answering = askInParts('{ item { price ... @defer { stock } } }');
    while (running.requestsOf('stock').length === 0) await new Promise(setImmediate);
    priceGate.open();
    const answer = await answering;
    expect(answer.initial.data).toEqual({ item: { price: 100 } });
    expect(partsOf(await rest(answer))).toEqual([{ path: 'item', data: { stock: 1 } }]);
  });

  it('gives a part for each item of a list, and asks for each entity once', async () => {
    await start();
    const answer = await askInParts('{ items { id ... @defer { stock } } }');
    const batches = await rest(answer);
    expect(partsOf(batches)).toEqual([
      { path: 'items.0', data: { stock: 1 } },
      { path: 'items.1', data: { stock: 2 } },
      { path: 'items.2', data: { stock: 1 } },
    ]);
    expect(running.requestsOf('stock').map(({ variables }) => variables.representations)).toHaveLength(1);
    expect(running.requestsOf('stock')[0]?.variables.representations).toHaveLength(2);
  });

  it('within a deferred fragment comes after it, over several subgraphs', async () => {
    await start();
    const answer = await askInParts(
      '{ item { id ... @defer(label: "outer") { place { id ... @defer(label: "inner") { city } } } } }',
    );
    expect(answer.pending.map(({ label }) => label)).toEqual(['outer']);
    const batches = await rest(answer);
    expect(batches.map(({ pending }) => pending.map(({ path, label }) => [path.join('.'), label]))).toEqual([
      [['item.place', 'inner']],
      [],
    ]);
    expect(partsOf(batches)).toEqual([
      { path: 'item', label: 'outer', data: { place: { id: 'place of 1' } } },
      { path: 'item.place', label: 'inner', data: { city: 'city of place of 1' } },
    ]);
  });

  it('gives nothing for what is null or of another type', async () => {
    await start();
    const none = await ask('{ item(id: "none") { id ... @defer { stock } } }');
    expect(none).toBeInstanceOf(ExecutionAnswer);
    const answer = await askInParts('{ list { id ... @defer { price } } }');
    expect(answer.initial.data).toEqual({ list: [{ id: '1' }, null, { id: '2' }] });
    expect(partsOf(await rest(answer))).toEqual([
      { path: 'list.0', data: { price: 100 } },
      { path: 'list.2', data: { price: 200 } },
    ]);
  });

  it('stops null at the fragment, with the error at the client’s path', async () => {
    await start({ stockOf: (id) => (id === '2' ? null : 7) });
    const answer = await askInParts('{ all: items { id ... @defer { left: stock } } }');
    expect(answer.initial.errors).toBeUndefined();
    expect(answer.initial.data).toEqual({ all: [{ id: '1' }, { id: '2' }, { id: '1' }] });
    expect(partsOf(await rest(answer))).toEqual([
      { path: 'all.0', data: { left: 7 } },
      { path: 'all.1', data: null, errors: ['all.1.left'] },
      { path: 'all.2', data: { left: 7 } },
    ]);
  });

  it('lets a failing subgraph cost only its part', async () => {
    await start({}, (response) => response.destroy() !== undefined);
    const answer = await askInParts('{ item { name ... @defer { stock } ... @defer { price } } }');
    expect(answer.initial.errors).toBeUndefined();
    expect(partsOf(await rest(answer)).sort(byText)).toEqual([
      { path: 'item', data: { price: 100 } },
      { path: 'item', data: null, errors: ['item.stock'] },
    ]);
    expect(failures).toEqual(['stock']);
  });

  it('answers a field in both where it stands both inside and outside', async () => {
    await start();
    const answer = await askInParts(
      '{ item { name size { width } ... @defer { name size { height } stock } } }',
    );
    expect(answer.initial.data).toEqual({ item: { name: 'item 1', size: { width: 1 } } });
    expect(partsOf(await rest(answer))).toEqual([
      { path: 'item', data: { name: 'item 1', size: { height: 2 }, stock: 1 } },
    ]);
  });

  it('of the query itself comes as one part at the root', async () => {
    await start();
    const answer = await askInParts(
      '{ item { id } ... @defer { items { id } t: __typename __schema { __typename } } }',
    );
    expect(partsOf(await rest(answer))).toEqual([
      {
        path: '',
        data: {
          items: [{ id: '1' }, { id: '2' }, { id: '1' }],
          t: 'Query',
          __schema: { __typename: '__Schema' },
        },
      },
    ]);
  });

  it('goes by its condition, and beside @skip and @include', async () => {
    await start();
    const text = `query($later: Boolean, $no: Boolean! = true) {
      item { id ... @defer(if: $later) { stock @skip(if: $no) price } ... @include(if: false) @defer { name } } }`;
    expect(await ask(text, { later: false })).toMatchObject({ dataText: '{"item":{"id":"1","price":100}}' });
    expect(await ask('{ item { ... @defer(if: false) { id } } }')).toMatchObject({
      dataText: '{"item":{"id":"1"}}',
    });
    for (const variables of [{ later: true }, {}]) {
      expect(partsOf(await rest(await askInParts(text, variables)))).toEqual([
        { path: 'item', data: { price: 100 } },
      ]);
    }
    expect(running.requestsOf('stock')).toHaveLength(0);
  });

  it('never mixes what two parts were told of one list at two times', async () => {
    await start({
      listings: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
    const answer = await askInParts(
      '{ item { id ... @defer(label: "a") { mates { id price } } ... @defer(label: "b") { mates { id stock } } } }',
    );
    const mates = partsOf(await rest(answer)).map((part) => (part as { data: { mates: Item[] } }).data.mates);
    for (const { id, price, stock } of mates.flat()) {
      if (price !== undefined) expect(price).toBe(Number(id) * 100);
      if (stock !== undefined) expect(stock).toBe(Number(id));
    }
    expect(mates.map((list) => list.map(({ id }) => id)).sort()).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('comes together with a first answer that holds an entity within itself', async () => {
    await start({ listings: [['1'], ['1']] });
    const answer = await askInParts(
      '{ ...F ... @defer { ...F } } fragment F on Query { item { stock mates { stock } } }',
    );
    const item = { stock: 1, mates: [{ stock: 1 }] };
    expect(answer.initial.data).toEqual({ item });
    expect(partsOf(await rest(answer))).toEqual([{ path: '', data: { item } }]);
  });

  it('is ended when the client leaves', async () => {
    const left = gate();
    await start({}, (response) => response.once('close', left.open) !== undefined);
    const controller = new AbortController();
    const answer = await ask('{ item { id ... @defer { stock } } }', {}, controller.signal);
    if (answer instanceof ExecutionAnswer) throw new Error('Answered whole');
    const next = answer.subsequent.next();
    while (running.requestsOf('stock').length === 0) await new Promise(setImmediate);
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await Promise.all([answer.finished, left.opened]);
  });

  it('is ended when nobody wants the rest', async () => {
    const left = gate();
    await start({}, (response) => response.once('close', left.open) !== undefined);
    const answer = await askInParts('{ item { id ... @defer { stock } } }');
    const next = answer.subsequent.next();
    while (running.requestsOf('stock').length === 0) await new Promise(setImmediate);
    await answer.subsequent.return?.();
    expect((await next).done).toBe(true);
    await Promise.all([answer.finished, left.opened]);
  });

  it('in a mutation comes after all that is changed, and its root fields can’t be deferred', async () => {
    await start();
    const answer = await askInParts('mutation { first { id ... @defer { name } } second { id } }');
    expect(answer.initial.data).toEqual({ first: { id: '1' }, second: { id: '2' } });
    expect(partsOf(await rest(answer))).toEqual([{ path: 'first', data: { name: 'item 1' } }]);
    expect(world.log).toEqual(['first', 'second', 'name']);
    const refused = await ask('mutation { ... @defer { first { id } } }');
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(world.log).toHaveLength(3);
  });

  it('is without effect where the answer is asked for whole', async () => {
    await start();
    const document = parse('{ item { id ... @defer { stock ... @defer { price } } } }');
    const answer = await executor.execute({ document, context: {} });
    expect(answer.dataText).toBe('{"item":{"id":"1","stock":1,"price":100}}');
  });

  it('answers a wrong variable before anything is asked', async () => {
    await start();
    const answer = await ask('query($id: ID!) { item(id: $id) { ... @defer { stock } } }', {
      id: { no: 'id' },
    });
    expect(answer).toMatchObject({ dataText: undefined });
    expect(running.requestsOf('catalog')).toHaveLength(0);
  });
});

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) > JSON.stringify(b) ? -1 : 1);

interface Item {
  readonly id: string;
  readonly price?: number;
  readonly stock?: number;
}
