// Stands for the user service: keys, tokens, and what it took back.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

export async function startIssuer(): Promise<Issuer> {
  const keys: JWK[] = [];
  const revocations: { sessionId: string; refusedUntil: string }[] = [];
  let signingKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  let kid = '';
  const rotate = async () => {
    const pair = await generateKeyPair('EdDSA', { extractable: true });
    kid = `key-${keys.length + 1}`;
    keys.push({ ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', use: 'sig' });
    signingKey = pair.privateKey;
  };
  await rotate();
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/revocations' && !request.headers['x-bazaar-identity']) response.statusCode = 401;
    response.end(JSON.stringify(request.url === '/revocations' ? { revocations } : { keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revocations,
    rotate,
    token: ({
      userId = 'usr_1',
      sessionId = 'ses_1',
      permissions = [],
      expiresInMs = 600_000,
      ...claims
    } = {}) =>
      new SignJWT({ sid: sessionId, tid: 'default', permissions, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setSubject(userId)
        .setIssuer('bazaar')
        .setAudience('bazaar-api')
        .setIssuedAt()
        .setExpirationTime(new Date(Date.now() + expiresInMs))
        .sign(signingKey),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Issuer = {
  url: string;
  revocations: { sessionId: string; refusedUntil: string }[];
  /** New tokens are signed by a new key; the old keys stay published. */
  rotate(): Promise<void>;
  token(claims?: TokenClaims): Promise<string>;
  stop(): Promise<void>;
};

type TokenClaims = {
  userId?: string;
  sessionId?: string;
  permissions?: string[];
  scope?: string;
  expiresInMs?: number;
  iss?: string;
};
