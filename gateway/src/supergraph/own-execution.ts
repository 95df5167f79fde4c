import { createApolloGateway, stringifyResult } from '@bazaar/executor';
import { isSignedIn, principalIdOf } from '@bazaar/kit';
import type { GatewayContext } from '../request-context.ts';
import type { Execution, ExecutionOptions } from './execution.ts';
import { publicExtensions } from './subgraph-extensions.ts';

/** Execution by `packages/executor`, which calls the subgraphs itself: pools, retries, breakers. */
export function createOwnExecution(options: ExecutionOptions): Execution {
  const { logger, supergraphSdl, subgraphUrls, timeoutMs, policiesOf } = options;
  const gateway = createApolloGateway<GatewayContext>({
    supergraphSdl,
    subgraphUrls,
    onCandidate: options.onCandidate,
    signalFor: ({ signal }) => signal,
    subgraphExtensions: publicExtensions,
    http: { timeoutMs, headersFor: ({ subgraphHeaders }) => subgraphHeaders },
    access: {
      callerOf: ({ viewer }) => ({
        isAuthenticated: isSignedIn(viewer.identity),
        scopes: viewer.scopes ?? [],
      }),
      policiesOf,
    },
    overrides: {
      // Whoever is signed in stays on one side of a gradual migration.
      seedOf: ({ viewer: { identity } }) => (isSignedIn(identity) ? principalIdOf(identity) : undefined),
    },
    onFailure: (subgraph, cause) => logger.error({ err: cause, subgraph }, 'subgraph call failed'),
  });
  return { gateway, update: (sdl) => gateway.update(sdl), stringifyResult };
}
