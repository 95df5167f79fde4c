import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { createLogger, type Service } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';
import { checkSupergraph } from '../src/supergraph/check-supergraph.ts';
import { createSource } from '../src/supergraph/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
let server: Server;
let base: string;
/** What a registry serves at the moment. */
let published = { status: 200, tag: '', sdl: '' };
let spared = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/supergraph' }).end();
    else if (request.url === '/supergraph') response.end(composed('http://127.0.0.1:1/a'));
    else if (request.url === '/registry') answerAsRegistry(request, response);
    else if (request.url === '/page') response.end('<!doctype html><title>Sign in</title>');
    else if (request.url === '/broken')
      response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
    else response.writeHead(404).end('nothing');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a supergraph', () => {
  it('is read from a file and from an address, also from one that has moved', async () => {
    const path = write('good.graphql', composed('http://127.0.0.1:1/a'));
    expect(await loadSupergraph(path)).toContain('join__Graph');
    expect(await loadSupergraph(`${base}/supergraph`)).toContain('join__Graph');
    expect(await loadSupergraph(`${base}/moved`)).toContain('join__Graph');
  });

  it.each([
    ['/gone', /\/gone answered with status 404\.$/],
    ['/page', /\/page holds no GraphQL schema: Syntax Error/],
    ['/broken', /\/broken broke off its answer\.$/],
  ])('that can not be had from %s is told in a sentence', async (path, sentence) => {
    await expect(loadSupergraph(base + path)).rejects.toThrow(sentence);
  });

  it('that is not there, or is none, is told in a sentence', async () => {
    const missing = join(folder, 'missing.graphql');
    await expect(loadSupergraph(missing)).rejects.toThrow(`There is no supergraph at ${missing}`);
    await expect(loadSupergraph('http://127.0.0.1:9/x')).rejects.toThrow('can not be reached.');
    const subgraph = write('subgraph.graphql', 'type Query { a: Int }');
    await expect(loadSupergraph(subgraph)).rejects.toThrow('is no composed supergraph');
  });

  it('needs an address for each subgraph, and knows the names that it is told', async () => {
    const path = write('no-address.graphql', composed(''));
    await expect(loadSupergraph(path)).rejects.toThrow('say --subgraph a=<url>');
    await expect(loadSupergraph(path, { b: 'http://127.0.0.1:1' })).rejects.toThrow(
      'has no subgraph b; it has a.',
    );
    expect(await loadSupergraph(path, { a: 'http://127.0.0.1:1' })).toContain('join__Graph');
    expect(await loadSupergraph(path, {}, { a: 'http://127.0.0.1:1', other: 'x' })).toContain('join__Graph');
  });
});

describe('a gateway whose supergraph comes from an address', () => {
  let gateway: Service | undefined;
  const lines: { msg: string }[] = [];
  const said = (message: string) => lines.filter(({ msg }) => msg.includes(message)).length;

  afterAll(() => gateway?.stop());

  it('asks again, takes what has changed, and serves on whatever comes instead', async () => {
    const publish = (sdl: string, status = 200) => {
      published = { status, tag: `"${Math.random()}"`, sdl };
    };
    publish(composed('http://127.0.0.1:9/a', 'type Query { a: Int }'));
    const env = { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', SUPERGRAPH_POLL_MS: '20' };
    const secret = 'of no use outside of this test 0123456789';
    gateway = createService(
      toConfig(
        readEnv({
          ...env,
          IDENTITY_SECRET: secret,
          CURSOR_SECRET: secret,
          SUPERGRAPH_PATH: `${base}/registry`,
        }),
      ),
      {
        logger: createLogger({
          name: 'gateway',
          destination: { write: (line) => void lines.push(JSON.parse(line) as { msg: string }) },
        }),
      },
    );
    const { url } = await gateway.start();
    const knows = async (field: string) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ ${field} }` }),
      });
      const { errors } = (await response.json()) as { errors: { message: string }[] };
      return !errors[0]!.message.startsWith('Cannot query');
    };
    expect(await knows('a')).toBe(true);
    expect(await knows('b')).toBe(false);
    await eventually(() => expect(spared).toBeGreaterThan(2));

    publish(composed('http://127.0.0.1:9/a', 'type Query { a: Int b: Int }'));
    await eventually(async () => expect(await knows('b')).toBe(true));

    publish('', 503);
    await eventually(() => expect(said('can not be read')).toBeGreaterThan(1));
    publish('type Query { c: Int }');
    await eventually(() => expect(said('is refused')).toBe(1));
    const before = spared;
    await eventually(() => expect(spared).toBeGreaterThan(before + 2));
    expect(said('is refused')).toBe(1);
    expect(await knows('b')).toBe(true);

    publish(composed('http://127.0.0.1:9/a', 'type Query { a: Int c: Int }'));
    await eventually(async () => expect(await knows('c')).toBe(true));
  });
});

function answerAsRegistry(request: IncomingMessage, response: ServerResponse): void {
  const { status, tag, sdl } = published;
  if (status === 200 && request.headers['if-none-match'] === tag) {
    spared += 1;
    response.writeHead(304).end();
  } else response.writeHead(status, { etag: tag }).end(sdl);
}

/** Reads and checks as the command does. */
async function loadSupergraph(place: string, ...addresses: readonly Record<string, string>[]) {
  const sdl = await createSource(place, 0).read();
  checkSupergraph(place, sdl, ...addresses);
  return sdl;
}

function composed(url: string, sdl = 'type Query { a: Int }'): string {
  const { supergraphSdl } = composeServices([{ name: 'a', url, typeDefs: parse(sdl) }]);
  return supergraphSdl!;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
