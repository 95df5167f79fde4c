import { createServer, type Server } from 'node:http';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { loadSupergraph } from '../src/supergraph/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/supergraph' }).end();
    else if (request.url === '/supergraph') response.end(composed('http://127.0.0.1:1/a'));
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

function composed(url: string): string {
  const { supergraphSdl } = composeServices([{ name: 'a', url, typeDefs: parse('type Query { a: Int }') }]);
  return supergraphSdl!;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
