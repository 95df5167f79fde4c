import { createApolloGateway, stringifyResult } from '@bazaar/executor';
import { isSignedIn, principalIdOf } from '@bazaar/kit';
import type { GatewayContext } from '../request-context.ts';
import type { Execution, ExecutionOptions } from './execution.ts';
import { publicExtensions } from './subgraph-extensions.ts';

/** Execution by `packages/executor`, which calls the subgraphs itself: pools, retries, breakers. */
export function createOwnExecution(options: ExecutionOptions): Execution {
  const { logger, supergraphSdl, subgraphUrls, timeoutMs, policiesOf, shareQueries } = options;
  const gateway = createApolloGateway<GatewayContext>({
    supergraphSdl,
    subgraphUrls,
    onCandidate: options.onCandidate,
    signalFor: ({ signal }) => signal,
    shareFor: shareQueries ? callerOf : undefined,
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
  return {
    gateway,
    update: (sdl) => gateway.update(sdl),
    stringifyResult,
    explain: (operation) => gateway.executor.explain(operation),
    executeIncrementally: (requestContext) => gateway.executeIncrementally(requestContext),
  };
}

/** All by which we and the subgraphs tell callers apart; what only names the request is left out. */
function callerOf({ viewer, subgraphHeaders }: GatewayContext): string {
  const { traceparent: _trace, 'x-request-id': _request, ...identifying } = subgraphHeaders;
  return JSON.stringify([identifying, viewer.scopes, viewer.partner?.id]);
}
