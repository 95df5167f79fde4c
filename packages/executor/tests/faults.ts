// The ways in which a subgraph fails, and what must be left of an answer then. Each shows something that no client may see.
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const secret = 'SECRET of 10.0.0.1';
const entity = (fields: object): string => JSON.stringify({ data: { _entities: [fields] } });
const whole = { extra: 'there', details: { text: 'there' } };
const tenMegabytes = Buffer.from(entity({ ...whole, extra: secret.repeat(600_000) }));

/** Answers a request for `extra` and `details` of the one item. */
export const faults: Readonly<Record<string, Fault>> = {
  hangs: { answer: () => undefined, lacks: ['extra', 'details'], isCallFailure: true },
  'resets connections': {
    answer: (response) => response.destroy(),
    lacks: ['extra', 'details'],
    isCallFailure: true,
  },
  'answers garbage': {
    answer: (response) => response.end(`<html>${secret}</html>`),
    lacks: ['extra', 'details'],
    isCallFailure: true,
  },
  'answers 500': {
    answer: (response) => response.writeHead(500).end(JSON.stringify({ errors: [{ message: secret }] })),
    lacks: ['extra', 'details'],
    isCallFailure: true,
  },
  'answers 10 MB': {
    answer: (response) => response.end(tenMegabytes),
    lacks: ['extra', 'details'],
    isCallFailure: true,
  },
  'answers wrong types': {
    answer: (response) => response.end(entity({ ...whole, extra: { secret } })),
    lacks: ['extra'],
    isCallFailure: false,
  },
  'answers null where null is not allowed': {
    answer: (response) => response.end(entity({ ...whole, details: { text: null } })),
    lacks: ['details'],
    isCallFailure: false,
  },
};

export const faultQuery = '{ item { name extra details { text } } }';

/** What is wrong with an answer to `faultQuery` while a fault lasts; undefined when nothing is. */
export function problemIn(answer: AnswerText, fault: Fault | undefined): string | undefined {
  const { data, errors = [] } = JSON.parse(answer) as {
    data?: { item?: Record<string, unknown> };
    errors?: { extensions?: { code?: string } }[];
  };
  const lacks = fault?.lacks ?? [];
  const expected = { name: 'steady', ...whole, ...Object.fromEntries(lacks.map((field) => [field, null])) };
  if (JSON.stringify(data?.item) !== JSON.stringify(expected))
    return `not all of the rest arrived: ${answer}`;
  if (errors.length !== (fault === undefined ? 0 : 1)) return `not exactly one error: ${answer}`;
  if (errors.some(({ extensions }) => extensions?.code === undefined))
    return `an error without a code: ${answer}`;
  if (/SECRET|127\.0\.0\.1|10\.0\.0|shaky|html/.test(answer)) return `what is inside is shown: ${answer}`;
  return undefined;
}

/** Two subgraphs: a steady one, and one that fails as it is told to. */
export async function startFaulty(): Promise<FaultySubgraphs> {
  const state: { fault: Fault | undefined; calls: number } = { fault: undefined, calls: 0 };
  const steady = await listen((response) => response.end(JSON.stringify({ data: { item: steadyItem } })));
  const shaky = await listen((response) => {
    state.calls += 1;
    if (state.fault === undefined) response.end(entity(whole));
    else state.fault.answer(response);
  });
  const { supergraphSdl } = composeServices([
    { name: 'steady', url: steady.url, typeDefs: parse(`${link} ${steadySdl}`) },
    { name: 'shaky', url: shaky.url, typeDefs: parse(`${link} ${shakySdl}`) },
  ]);
  return {
    supergraphSdl: supergraphSdl!,
    state,
    stop: () => {
      for (const { server } of [steady, shaky]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const steadySdl = 'type Query { item: Item } type Item @key(fields: "id") { id: ID! name: String }';
const shakySdl =
  'type Item @key(fields: "id") { id: ID! extra: String details: Details } type Details { text: String! }';
const steadyItem = { __typename: 'Item', id: '1', name: 'steady' };

async function listen(
  answer: (response: ServerResponse) => unknown,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.setHeader('content-type', 'application/json');
      answer(response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/graphql` };
}

type AnswerText = string;

export interface Fault {
  readonly answer: (response: ServerResponse) => unknown;
  /** The fields that are null while it lasts. */
  readonly lacks: readonly string[];
  /** Whether there is no answer of GraphQL at all, so that the breaker counts it. */
  readonly isCallFailure: boolean;
}

export interface FaultySubgraphs {
  readonly supergraphSdl: string;
  /** `calls` counts what reached the one that fails. */
  readonly state: { fault: Fault | undefined; calls: number };
  stop(): void;
}
