// Credentials → viewer: tokens, API keys, revocations. What a viewer may do is decided in `protection` and in the subgraphs.
import type { Identity } from '@bazaar/kit';
import type { Partner } from './partners.ts';

/** Who sent a request, as far as its credentials prove it. */
export type Viewer = {
  readonly identity: Identity;
  /** Set when a partner's key came along; its policy holds even if a person is signed in besides. */
  readonly partner?: Partner;
  /** When the token ends, in milliseconds since the epoch; a socket does not outlive it. */
  readonly expiresAtMs?: number;
  /** The scopes of the token, for `@requiresScopes`; `@auth` goes by the identity's permissions. */
  readonly scopes?: readonly string[];
};
