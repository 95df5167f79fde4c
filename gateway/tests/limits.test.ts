import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { connect } from './support/socket.ts';
import { eventually } from '@bazaar/testkit';

const nested = (levels: number, inner: string) =>
  '{ related '.repeat(levels) + `{ ${inner} }` + ' }'.repeat(levels);

/** Each fragment uses the next twice: a short text that stands for 2^30 fields. */
const bomb = `{ products { ...F0 } } ${Array.from(
  { length: 30 },
  (_, index) =>
    `fragment F${index} on Product { a${index}: related { ...F${index + 1} } b${index}: related { ...F${index + 1} } }`,
).join(' ')} fragment F30 on Product { id }`;

describe('limits', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  it.each([
    ['DEPTH_LIMIT_EXCEEDED', `{ products ${nested(12, 'id')} }`],
    ['DEPTH_LIMIT_EXCEEDED', bomb],
    [
      'ALIAS_LIMIT_EXCEEDED',
      `{ products { ${Array.from({ length: 51 }, (_, i) => `a${i}: id`).join(' ')} } }`,
    ],
    ['ROOT_FIELD_LIMIT_EXCEEDED', `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: whoami`).join(' ')} }`],
    ['DIRECTIVE_LIMIT_EXCEEDED', `{ products { ${'id @include(if: true) '.repeat(51)} } }`],
    ['TOKEN_LIMIT_EXCEEDED', `{ products { ${'id '.repeat(5_000)} } }`],
    [
      'NODE_LIMIT_EXCEEDED',
      '{ products(first: 100) { related(first: 100) { variants(first: 100) { id } } } }',
    ],
  ])('%s', async (code, query) => {
    const answer = await gateway.post({ query });
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
    expect(answer.data ?? null).toBeNull();
  });

  it('count the sizes that variables ask for', async () => {
    const query = `query ($n: Int = 100) {
      products(first: $n) { related(first: $n) { variants(first: $n) { id } } } }`;
    expect((await gateway.post({ query, variables: { n: 10 } })).errors).toBeUndefined();
    for (const variables of [{}, { n: 40 }]) {
      expect(await gateway.post({ query, variables })).toMatchObject({
        errors: [{ extensions: { code: 'NODE_LIMIT_EXCEEDED', limit: 50_000 } }],
      });
    }
  });

  it('hold over a socket as well', async () => {
    const socket = connect(gateway.socketUrl);
    const asked = socket.subscribe({ query: `{ products ${nested(12, 'id')} }` });
    await eventually(() => expect(asked.isDone).toBe(true));
    expect(asked.answers).toMatchObject([{ errors: [{ extensions: { code: 'DEPTH_LIMIT_EXCEEDED' } }] }]);
    await socket.dispose();
  });

  it('refuse a body beyond 1 MiB, and a list of operations', async () => {
    const large = await gateway.post({ query: '{ whoami }', variables: { text: 'x'.repeat(1_100_000) } });
    expect(large).toMatchObject({ status: 413, errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] });
    expect((await gateway.post([{ query: '{ whoami }' }])).status).toBe(400);
  });

  it('let introspection through in development, and in production only where it is allowed', async () => {
    const query = getIntrospectionQuery();
    expect((await gateway.post({ query })).errors).toBeUndefined();
    const secrets = { CURSOR_SECRET: 'x'.repeat(32) };
    const closed = await startTestGateway({ env: { NODE_ENV: 'production', ...secrets } });
    const open = await startTestGateway({
      env: { NODE_ENV: 'production', INTROSPECTION: 'true', ...secrets },
    });
    try {
      expect((await closed.post({ query })).errors).toHaveLength(1);
      expect((await open.post({ query })).errors).toBeUndefined();
    } finally {
      await Promise.all([closed.stop(), open.stop()]);
    }
  });
});
