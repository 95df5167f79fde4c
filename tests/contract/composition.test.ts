// What clients and the gateway see follows from the subgraphs' schemas, and nothing gets lost on the way.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { composeSupergraph } from '@bazaar/tools/compose/compose';

const root = join(import.meta.dirname, '..', '..');
const shared = 'packages/kit/schema/shared.graphql';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bazaar-compose-'));
  write(shared, readFileSync(join(root, shared), 'utf8'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the supergraph', () => {
  it('is the one that is committed', () => {
    const committed = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
    expect(composeSupergraph({ root }).supergraphSdl).toBe(committed);
  });

  it('routes to where the caller says', () => {
    const { subgraphs } = composeSupergraph({ root, urls: { order: 'http://elsewhere:1/graphql' } });
    expect(subgraphs).toContainEqual({ name: 'order', url: 'http://elsewhere:1/graphql' });
  });
});

describe('composition fails', () => {
  it('on a mistake in a schema, with the file and the line', () => {
    writeSubgraphs({ one: 'type Query {\n  a: String @public\n  b: \n}' });
    expect(() => composeSupergraph({ root: folder })).toThrow(/^subgraphs\/one\/schema\/one\.graphql:4: /);
  });

  it('on a subgraph without a schema', () => {
    writeSubgraphs({ one: 'type Query { a: String @public }' });
    rmSync(join(folder, 'subgraphs/one/schema'), { recursive: true });
    expect(() => composeSupergraph({ root: folder })).toThrow('supergraph.yaml: one has no schema at');
  });

  it('on a hint: an input field that one subgraph lacks would vanish', () => {
    writeSubgraphs({
      one: 'type Query { a(where: Where): String @public } input Where { x: Int y: Int }',
      two: 'type Query { b(where: Where): String @public } input Where { x: Int }',
    });
    expect(() => composeSupergraph({ root: folder })).toThrow(/"y" will not be added to "Where"/);
  });

  it('on two owners of one field', () => {
    writeSubgraphs({
      one: 'type Query { a: String @public }',
      two: 'type Query { a: String @public }',
    });
    expect(() => composeSupergraph({ root: folder })).toThrow(/Query\.a/);
  });
});

function writeSubgraphs(schemas: Record<string, string>): void {
  const entries = Object.keys(schemas).map(
    (name) =>
      `  ${name}: { routing_url: http://localhost/graphql, schema: subgraphs/${name}/schema/*.graphql }\n`,
  );
  write('supergraph.yaml', `subgraphs:\n${entries.join('')}`);
  for (const [name, sdl] of Object.entries(schemas)) write(`subgraphs/${name}/schema/${name}.graphql`, sdl);
}

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}
