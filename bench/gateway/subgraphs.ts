// All subgraphs of the bench in one process. An answer is computed once and then served as prepared bytes, so that the
// subgraphs are never the limit.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { entity, products, status, users } from './data.ts';
import { subgraphSdls } from './schema.ts';

const roots = {
  users,
  viewer: users[0],
  status,
  topProducts: ({ first }: { first: number }) => products.slice(0, Math.min(first, 5)),
};

const schemas = new Map(Object.entries(subgraphSdls).map(([name, sdl]) => [`/${name}`, executable(sdl)]));
const prepared = new Map<string, Buffer>();
const preparedMax = 20_000;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const key = (request.url ?? '') + (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
    const known = prepared.get(key);
    if (known !== undefined) send(response, known);
    else void prepare(request.url ?? '', key).then((answer) => send(response, answer));
  });
});

// A peer that takes an idle connection for an open one would fail where others do not.
server.keepAliveTimeout = 600_000;
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(`ready ${(server.address() as AddressInfo).port}`);
});

async function prepare(path: string, key: string): Promise<Buffer> {
  const { query, variables } = JSON.parse(key.slice(path.length)) as Operation;
  const result = await graphql({
    schema: schemas.get(path)!,
    source: query,
    rootValue: roots,
    variableValues: variables,
  });
  const answer = Buffer.from(JSON.stringify(result));
  if (prepared.size < preparedMax) prepared.set(key, answer);
  return answer;
}

function send(response: ServerResponse, answer: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
}

function executable(sdl: string): GraphQLSchema {
  const resolver = { __resolveReference: entity };
  const names = [...sdl.matchAll(/type (\w+) @key/g)].map(([, name]) => [name, resolver]);
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: Object.fromEntries(names) as never }]);
}

interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}
