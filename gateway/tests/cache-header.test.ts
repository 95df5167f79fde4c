import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import type { Service } from '@bazaar/kit';
import { parse } from 'graphql';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const policies = {
  hour: 'max-age=3600',
  own: 'max-age=60, private',
  silent: undefined,
  broken: 'max-age=60',
};
let subgraphs: Server;
let gateway: Service;
let url: string;

beforeAll(async () => {
  // Each field is a subgraph's own, and its answers say what the table above has for it.
  subgraphs = createServer((request, response) => {
    const name = request.url!.slice(1) as keyof typeof policies;
    const policy = policies[name];
    if (policy !== undefined) response.setHeader('cache-control', policy);
    if (name === 'broken') response.statusCode = 500;
    response.end(JSON.stringify({ data: { [name]: name } }));
  });
  await new Promise<void>((resolve) => subgraphs.listen(0, '127.0.0.1', resolve));
  const { port } = subgraphs.address() as AddressInfo;
  const { supergraphSdl } = composeServices(
    Object.keys(policies).map((name) => ({
      name,
      url: `http://127.0.0.1:${port}/${name}`,
      typeDefs: parse(`type Query { ${name}: String }`),
    })),
  );
  const secret = 'a-secret-of-the-cache-header-tests-0123456789';
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', IDENTITY_SECRET: secret };
  gateway = createService(toConfig(readEnv(env)), {
    source: { read: async () => supergraphSdl!, watch: () => () => {} },
  });
  url = (await gateway.start()).url;
});

afterAll(async () => {
  await gateway.stop();
  subgraphs.closeAllConnections();
  subgraphs.close();
});

async function policyOf(query: string): Promise<string | null> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.headers.get('cache-control');
}

describe('Cache-Control', () => {
  // The second request of a text takes the short way.
  it.each([
    ['{ hour }', 'max-age=3600, public'],
    ['{ hour own }', 'max-age=60, private'],
    ['{ hour silent }', 'no-store'],
    ['{ hour broken }', 'no-store'],
    ['{ unknown }', 'no-store'],
  ])('of %s is %s, each time', async (query, expected) => {
    expect(await policyOf(query)).toBe(expected);
    expect(await policyOf(query)).toBe(expected);
  });
});
