import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

describe.each([
  { csrfPrevention: false, fastPath: true, expected: { total: 61, ok: 61 } },
  { csrfPrevention: false, fastPath: false, expected: { total: 61, ok: 61 } },
  { csrfPrevention: true, fastPath: true, expected: { total: 61 } },
])(
  'GraphQL over HTTP, csrfPrevention $csrfPrevention, fastPath $fastPath',
  ({ csrfPrevention, fastPath, expected }) => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await startTestGateway({ config: { csrfPrevention, fastPath } });
    });
    afterAll(() => gateway.stop());

    it('is answered to the letter', async () => {
      const results = await auditServer({ url: gateway.graphqlUrl });
      const failed = results.filter(({ status }) => status !== 'ok');
      const problems = failed.map(({ id, name, status, ...rest }) => ({
        ...{ id, name, status },
        reason: 'reason' in rest ? rest.reason : undefined,
      }));
      // An `error` breaks a MUST; without CSRF prevention nothing may be wanting at all.
      expect(problems.filter(({ status }) => status === 'error' || !csrfPrevention)).toEqual([]);
      expect(results).toHaveLength(expected.total);
    });
  },
);
