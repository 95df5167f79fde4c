// How a subgraph is called: where, with what, how long. What is asked of it is the execution's affair.
import { identityHeader, type Identity } from '@bazaar/kit';
import type { GatewayContext } from '../context.ts';

/** The headers that go along with every call: who is asking, signed, and which request it belongs to. */
export function createSubgraphHeaders(sign: (identity: Identity) => Promise<string>): SubgraphHeaders {
  return async ({ viewer, trace, forwarded }) => ({
    ...forwarded,
    [identityHeader]: await sign(viewer.identity),
    traceparent: trace.traceparent,
    'x-request-id': trace.requestId,
  });
}

export type SubgraphHeaders = (context: GatewayContext) => Promise<Readonly<Record<string, string>>>;
