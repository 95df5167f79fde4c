import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  CompactEncrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { TokenConfig } from '../config.ts';
import type { Database, Tx } from '../data/database.ts';
import {
  findSigningKeys,
  insertSigningKey,
  lockSigningKeys,
  retireSigningKeys,
} from '../data/signing-key-repository.ts';

/** How long an instance goes on with the key that it knows, without looking at the database. */
const cacheMs = 60_000;

/**
 * The keys that sign access tokens. They live in the database, so that all instances share them:
 * 1. Under a lock, whoever finds no usable key (or one that is too old) makes a new one and retires the others.
 * 2. Another instance may sign with a retired key until it looks again (`cacheMs`).
 * 3. So a retired key stays published for that time and the life of a token; nothing that was issued turns invalid.
 */
export function createKeyRing({ db, secret, now, tokens }: KeyRingOptions): KeyRing {
  const wrappingKey = createHash('sha256').update(secret).digest();
  let cached: { key: Promise<SigningKey>; until: number } | undefined;

  const load = (rotate: boolean) =>
    db.transaction(async (tx) => {
      await lockSigningKeys(tx);
      const [newest] = await findSigningKeys(tx, { signing: true });
      const isFresh = newest && newest.createdAt.getTime() + tokens.signingKeyTtlMs > now().getTime();
      const usable = isFresh && !rotate ? await open(newest) : undefined;
      return usable ?? create(tx);
    });

  const remember = (key: Promise<SigningKey>) => {
    const entry = { key, until: now().getTime() + cacheMs };
    cached = entry;
    // A failure is not remembered: the next request tries again.
    key.catch(() => cached === entry && (cached = undefined));
    return key;
  };

  async function create(tx: Tx): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const at = now();
    await retireSigningKeys(tx, new Date(at.getTime() + cacheMs + tokens.accessTokenTtlMs));
    await insertSigningKey(tx, {
      kid,
      publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' },
      privateJwe: await new CompactEncrypt(Buffer.from(JSON.stringify(await exportJWK(privateKey))))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(wrappingKey),
      createdAt: at,
    });
    return { kid, privateKey };
  }

  /** Undefined when the secret changed since: a new key is made then, and the old one is still published. */
  async function open(row: { kid: string; privateJwe: string }): Promise<SigningKey | undefined> {
    try {
      const { plaintext } = await compactDecrypt(row.privateJwe, wrappingKey);
      const jwk = JSON.parse(Buffer.from(plaintext).toString()) as JWK;
      return { kid: row.kid, privateKey: (await importJWK(jwk, 'EdDSA')) as CryptoKey };
    } catch {
      return undefined;
    }
  }

  return {
    current: () => (cached && cached.until > now().getTime() ? cached.key : remember(load(false))),
    rotate: () => remember(load(true)),
    publicKeys: async () =>
      (await findSigningKeys(db.prisma, { publishedAt: now() })).map((key) => key.publicJwk),
  };
}

export type KeyRing = {
  /** The key to sign with. Call it before a transaction is opened, for it may need one. */
  current(): Promise<SigningKey>;
  /** Replaces the key at once; what it signed stays valid. */
  rotate(): Promise<SigningKey>;
  /** The public keys whose tokens are accepted, as JWKs. */
  publicKeys(): Promise<object[]>;
};

export type SigningKey = { readonly kid: string; readonly privateKey: CryptoKey };

type KeyRingOptions = {
  db: Database;
  secret: string;
  now: () => Date;
  tokens: Pick<TokenConfig, 'accessTokenTtlMs' | 'signingKeyTtlMs'>;
};
