import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const titles = 'query Titles { products { title } }';
const manifestOf = (name: string, body: string) =>
  JSON.stringify({
    ...{ format: 'apollo-persisted-query-manifest', version: 1 },
    operations: [{ id: name, name, type: 'query', body }],
  });
const partner = (mode: string) =>
  JSON.stringify([
    {
      ...{ id: 'ptn_1', name: 'Feeds', permissions: [], manifest: 'feeds.json', mode },
      keyHash: createHash('sha256').update('key').digest('hex'),
    },
  ]);

describe('a supergraph that changes', () => {
  let gateway: TestGateway;
  afterEach(() => gateway.stop());

  const serve = (change: (sdl: string) => string) =>
    writeFileSync(join(gateway.folder, 'supergraph.graphql'), change(gateway.shop.sdl));
  const lineOf = async (message: string) => {
    await eventually(() => expect(gateway.lines.some(({ msg }) => msg === message)).toBe(true));
    return gateway.lines.find(({ msg }) => msg === message)!;
  };
  const renamed = (sdl: string) => sdl.replaceAll('  title: String!', '  name: String!');

  it('is refused when it breaks an operation of a partner, and the old one serves on', async () => {
    gateway = await startTestGateway({
      files: { 'partners.json': partner('safelist'), 'feeds.json': manifestOf('Titles', titles) },
    });
    serve(renamed);
    const line = await lineOf('the changed supergraph is refused; the old one serves on');
    expect(JSON.stringify(line['err'])).toContain('Titles of ptn_1');
    const answer = await gateway.post({ documentId: 'Titles' }, { 'x-api-key': 'key' });
    expect(answer.data).toMatchObject({ products: [{ title: 'Tea 0' }, {}, {}] });
  });

  it('is served when it breaks what our own front ends registered, and says so', async () => {
    gateway = await startTestGateway({ files: { 'client.json': manifestOf('Ours', titles) } });
    serve(renamed);
    await lineOf('supergraph reloaded');
    expect(await lineOf('the supergraph does not allow these registered operations')).toMatchObject({
      broken: [{ operation: 'Ours', id: 'Ours', problem: expect.stringContaining('title') }],
    });
    expect((await gateway.post({ query: titles })).status).toBe(400);
  });

  it('is served when nothing else is, whatever it breaks', async () => {
    gateway = await startTestGateway({
      files: {
        'partners.json': partner('allow'),
        'feeds.json': manifestOf('Gone', '{ whatIsGone }'),
      },
    });
    await lineOf('the supergraph does not allow these registered operations');
    expect((await gateway.post({ query: titles })).errors).toBeUndefined();
  });
});
