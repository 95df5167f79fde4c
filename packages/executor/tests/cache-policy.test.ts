import { ApolloServer } from '@apollo/server';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createApolloGateway, stringifyResult } from '../src/index.ts';
import { federate, type Subgraph } from './federation.ts';
import { startSubgraphs, type RunningSubgraphs, type SubgraphDefinition } from './subgraph-server.ts';

const saying = (name: string, cacheControl?: string): Subgraph => ({
  sdl: `type Query { ${name}: String ${name}Own: String @authenticated }`,
  resolvers: { Query: { [name]: () => name, [`${name}Own`]: () => name } },
  ...(cacheControl !== undefined && { cacheControl }),
});

describe('how long an answer may be kept', () => {
  const subgraphs = {
    hour: saying('hour', 'public, max-age=3600'),
    minute: saying('minute', 'max-age=60'),
    own: saying('own', 'max-age=600, private'),
    never: saying('never', 'no-store, max-age=9'),
    silent: saying('silent'),
    vague: saying('vague', 'public'),
  };

  it.each([
    ['{ hour }', { maxAge: 3600, isPrivate: false }],
    ['{ hour minute }', { maxAge: 60, isPrivate: false }],
    ['{ hour own }', { maxAge: 600, isPrivate: true }],
    ['{ hour never }', { maxAge: 0 }],
    ['{ hour silent }', { maxAge: 0 }],
    ['{ hour vague }', { maxAge: 0 }],
    ['{ __typename }', { maxAge: undefined }],
  ])('%s: what the strictest of its subgraphs says', async (text, policy) => {
    const { ask } = await federate(subgraphs);
    expect((await ask(text)).cachePolicy).toMatchObject(policy);
  });

  it('is for its caller alone where something was decided about them', async () => {
    const { ask } = await federate(subgraphs, {
      access: {
        callerOf: ({ caller }) => (caller === undefined ? undefined : { isAuthenticated: true, scopes: [] }),
      },
    });
    const known = await ask('{ hour hourOwn }', {}, { caller: 'me' });
    expect(known).toMatchObject({ errors: undefined, cachePolicy: { maxAge: 3600, isPrivate: true } });
    const unknown = await ask('{ hour hourOwn }');
    expect(unknown.cachePolicy).toMatchObject({ isPrivate: true });
  });
});

describe('the Cache-Control header behind Apollo Server', () => {
  let running: RunningSubgraphs;
  let server: ApolloServer;
  afterEach(async () => {
    await server.stop();
    await running.stop();
  });

  const over = (name: string, cacheControl: string, status = 200): SubgraphDefinition => ({
    sdl: `type Query { ${name}: String }`,
    resolvers: { Query: { [name]: () => name } },
    handle: (response) => {
      response.statusCode = status;
      response.setHeader('cache-control', cacheControl);
      return false;
    },
  });

  async function headerOf(query: string): Promise<string | undefined> {
    const { headers } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new Map([['content-type', 'application/json']]) as never,
        search: '',
        body: { query },
      },
      context: async () => ({}),
    });
    return headers.get('cache-control');
  }

  it('says what the subgraphs allow, and forbids where one fails', async () => {
    running = await startSubgraphs({
      hour: over('hour', 'max-age=3600'),
      minute: over('minute', 'max-age=60'),
      own: over('own', 'max-age=600, private'),
      broken: over('broken', 'max-age=600', 500),
    });
    const gateway = createApolloGateway({
      supergraphSdl: running.supergraphSdl,
      http: { retriesMax: 0 },
    });
    server = new ApolloServer({ gateway, stringifyResult });
    await server.start();
    expect(await headerOf('{ hour minute }')).toBe('max-age=60, public');
    expect(await headerOf('{ hour own }')).toBe('max-age=600, private');
    expect(await headerOf('{ hour broken }')).toBe('no-store');
    expect(await headerOf('{ hour broken }')).toBe('no-store');
    expect(await headerOf('{ hour __schema { queryType { name } } }')).toBe('max-age=3600, public');
  });
});
