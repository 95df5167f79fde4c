import type { ApolloServerPlugin } from '@apollo/server';
import { replayedKeys } from '../replays.ts';

/** Tells in `extensions.idempotency` that the answer of a mutation is the stored one of an earlier call. */
export function tellReplays(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body } }) => {
        const keys = replayedKeys();
        if (keys.length === 0 || body.kind !== 'single') return;
        body.singleResult.extensions = {
          ...body.singleResult.extensions,
          idempotency: { replayed: true, keys },
        };
      },
    }),
  };
}
