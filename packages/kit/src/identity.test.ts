import { describe, expect, it } from '@jest/globals';
import { anonymous, createIdentitySigner, createIdentityVerifier, type Identity } from './identity.ts';

const secret = 'a-secret-that-only-this-test-knows-0001';
const shopper: Identity = {
  tenantId: 'default',
  principal: { kind: 'user', id: 'usr_1', sessionId: 'ses_1' },
  permissions: ['order:read'],
};

describe('the signed identity', () => {
  it('arrives as it was sent', async () => {
    const verify = createIdentityVerifier(secret);
    expect(await verify(await createIdentitySigner(secret)(shopper))).toEqual(shopper);
    expect(await verify(await createIdentitySigner(secret)(anonymous))).toEqual(anonymous);
  });

  it('is refused when it is missing, forged, altered or unsigned', async () => {
    const verify = createIdentityVerifier(secret);
    const token = await createIdentitySigner(secret)(shopper);
    const [head, body, signature] = token.split('.');
    const raised = Buffer.from(
      JSON.stringify({ ...shopper, permissions: ['*'], aud: 'bazaar-subgraphs' }),
    ).toString('base64url');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const foreign = await createIdentitySigner('another-secret-of-thirty-two-bytes-00')(shopper);
    for (const wrong of [undefined, '', 'x', `${head}.${raised}.${signature}`, unsigned, foreign]) {
      await expect(verify(wrong)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });
});
