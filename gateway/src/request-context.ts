import { identityHeader, type Identity, type Trace } from '@bazaar/kit';
import type { Viewer } from './identity/viewer.ts';

/** What is known of an operation while it runs, whichever way it came. */
export type GatewayContext = {
  readonly viewer: Viewer;
  readonly trace: Trace;
  /** Of the process's clock (`performance.now`). */
  readonly startedAtMs: number;
  /** As the client names itself; shown in logs, believed by nobody. */
  readonly client: { readonly name?: string; readonly version?: string };
  /** `event`: a subscription's answer to an event. */
  readonly transport: 'http' | 'socket' | 'event';
  /** Ends when the client has left before its answer. */
  readonly signal?: AbortSignal;
  /** What goes along with every call to a subgraph: who is asking, signed, and which request it belongs to. */
  readonly subgraphHeaders: Readonly<Record<string, string>>;
};

/** Completes a context; the identity is signed once per operation, and the signature is reused while it is young. */
export function createContextFactory(sign: (identity: Identity) => Promise<string>): ContextFactory {
  return async (request, forwarded) => ({
    ...request,
    startedAtMs: performance.now(),
    subgraphHeaders: {
      ...forwarded,
      [identityHeader]: await sign(request.viewer.identity),
      traceparent: request.trace.traceparent,
      'x-request-id': request.trace.requestId,
    },
  });
}

/** @param forwarded headers of the client that go on to the subgraphs as they are */
export type ContextFactory = (
  request: Omit<GatewayContext, 'startedAtMs' | 'subgraphHeaders'>,
  forwarded?: Readonly<Record<string, string>>,
) => Promise<GatewayContext>;
