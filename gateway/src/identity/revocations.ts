import type { PayloadOf, userSessionRevokedV1 } from '@bazaar/events';
import { defaultTenantId, identityHeader, type Component, type Identity, type Logger } from '@bazaar/kit';
import { z } from 'zod';
import type { Denylist, Revocation } from './denylist.ts';
import type { SharedDenylist } from './shared-denylist.ts';

const answerSchema = z.object({
  revocations: z.array(z.object({ sessionId: z.string(), refusedUntil: z.iso.datetime() })),
});

const gatewayIdentity: Identity = {
  tenantId: defaultTenantId,
  principal: { kind: 'service', id: 'gateway' },
  permissions: [],
};

/**
 * Keeps the denylist true: by events as they happen, and at start by asking those who know what happened before,
 * the other gateways (through Redis) and the user service. Neither of the two may keep the gateway from starting.
 */
export function createRevocations(parts: RevocationParts): Revocations {
  const { denylist, shared, logger } = parts;
  return {
    apply({ sessionIds, refusedUntil }) {
      const revocations = sessionIds.map((sessionId) => ({ sessionId, untilMs: Date.parse(refusedUntil) }));
      denylist.add(revocations);
      shared?.add(revocations).catch(warn('revocations were not shared'));
    },
    component: {
      name: 'revocations',
      start: async () => {
        const known = await Promise.all([
          shared?.read().catch(warn('shared revocations are not known')),
          parts.url && askUserService(parts.url, parts.sign).catch(warn('earlier revocations are not known')),
        ]);
        denylist.add(known.flatMap((revocations) => revocations || []));
      },
    },
  };

  function warn(message: string) {
    return (error: unknown): undefined => logger.warn({ err: error }, message) as undefined;
  }
}

async function askUserService(url: string, sign: RevocationParts['sign']): Promise<Revocation[]> {
  const response = await fetch(url, {
    headers: { [identityHeader]: await sign(gatewayIdentity) },
    signal: AbortSignal.timeout(3_000),
  });
  if (!response.ok) throw new Error(`the user service answered ${response.status}`);
  const { revocations } = answerSchema.parse(await response.json());
  return revocations.map(({ sessionId, refusedUntil }) => ({ sessionId, untilMs: Date.parse(refusedUntil) }));
}

type RevocationParts = {
  denylist: Denylist;
  shared?: SharedDenylist;
  /** Where the user service lists them; absent where nobody signs in. */
  url?: string;
  sign: (identity: Identity) => Promise<string>;
  logger: Logger;
};

export type Revocations = {
  apply(event: PayloadOf<typeof userSessionRevokedV1>): void;
  component: Component;
};
