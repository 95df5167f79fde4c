// The executor behind Apollo Server: what `new ApolloServer({ gateway })` asks of a gateway, and nothing of HTTP.
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { lazyData } from './apollo-result.ts';
import {
  createExecutor,
  type EventRequest,
  type ExecutionRequest,
  type Executor,
  type ExecutorOptions,
  type OperationRequest,
} from './create-executor.ts';
import type { ExecutionAnswer } from './answer.ts';
import type { DeferredAnswer } from './defer/delivery.ts';
import { Generations, type OnCandidate } from './generations.ts';

/**
 * A drop-in for `new ApolloGateway(…)`. Pass `stringifyResult` of this package to Apollo Server as well, or answers
 * are parsed and written a second time.
 *
 * @example
 * const gateway = createApolloGateway({ supergraphSdl });
 * const server = new ApolloServer({ gateway, stringifyResult });
 */
export function createApolloGateway<Context>(options: ApolloGatewayOptions<Context>): ApolloGateway<Context> {
  const generations = new Generations<Context>(
    (supergraphSdl) => createExecutor({ ...options, supergraphSdl }),
    options.onCandidate,
  );

  const toRequest = (requestContext: GatewayRequestContext): ExecutionRequest<Context> => {
    const request: OperationRequest = {
      document: requestContext.document,
      operationName: requestContext.request.operationName,
      variables: requestContext.request.variables,
    };
    generations.remember(requestContext.queryHash, request);
    // @NOTE Apollo Server types the context as a plain record; it hands over the one that the server was given.
    const context = requestContext.context as Context;
    return { ...request, context, signal: options.signalFor?.(context) };
  };

  const execute = async (requestContext: GatewayRequestContext): Promise<GatewayResult> => {
    // A request goes on with the schema that it was validated against.
    const executor = generations.of(requestContext.schema);
    const release = generations.hold(executor);
    try {
      const answer = await executor.execute(toRequest(requestContext));
      restrictPolicy(requestContext, answer);
      return toApolloResult(answer);
    } finally {
      release();
    }
  };

  return {
    load: async () => {
      const { schema } = generations.has
        ? generations.current
        : await generations.swap(options.supergraphSdl, []);
      return { schema, executor: execute };
    },
    onSchemaLoadOrUpdate: (listener) =>
      generations.onSwap(({ schema }, coreSupergraphSdl) =>
        listener({ apiSchema: schema, coreSupergraphSdl }),
      ),
    update: async (supergraphSdl, warmUp = []) => {
      await generations.swap(supergraphSdl, warmUp);
    },
    get executor() {
      return generations.current;
    },
    executeIncrementally: (requestContext) => {
      const executor = generations.of(requestContext.schema);
      const answering = executor.executeIncrementally(toRequest(requestContext));
      const release = generations.hold(executor);
      const finishing = answering.then((answer) => ('finished' in answer ? answer.finished : undefined));
      // Whoever asked is told by `answering`.
      finishing.then(release, release);
      return answering;
    },
    executeEntitySelection: async (request) => {
      const executor = generations.current;
      const release = generations.hold(executor);
      try {
        return await executor.executeEntitySelection(request);
      } finally {
        release();
      }
    },
    stop: () => generations.close(),
  };
}

/** For the `Cache-Control` header, which Apollo Server's plugin writes. */
function restrictPolicy(
  { overallCachePolicy }: GatewayRequestContext,
  { cachePolicy }: ExecutionAnswer,
): void {
  if (cachePolicy?.maxAge === undefined) return;
  const { maxAge, isPrivate } = cachePolicy;
  overallCachePolicy?.restrict(isPrivate ? { maxAge, scope: 'PRIVATE' } : { maxAge });
}

function toApolloResult(answer: ExecutionAnswer): GatewayResult {
  const { errors, extensions } = answer;
  const dataText = answer.takeDataText();
  const data = dataText === undefined ? undefined : lazyData(dataText);
  const result: GatewayResult = errors === undefined ? { data } : { data, errors: [...errors] };
  if (extensions !== undefined) result.extensions = extensions;
  return result;
}

export interface ApolloGatewayOptions<Context> extends ExecutorOptions<Context> {
  /** Ends when nobody waits for the answer any more; Apollo Server itself doesn't say. See `ExecutionRequest.signal`. */
  readonly signalFor?: ((context: Context) => AbortSignal | undefined) | undefined;
  /** Sees each supergraph before it is served: names operations to plan ahead of traffic, or rejects to refuse it. */
  readonly onCandidate?: OnCandidate | undefined;
}

/** Has the shape of Apollo Server's `GatewayInterface`. */
export interface ApolloGateway<Context> {
  load(options: unknown): Promise<GatewayLoadResult>;
  onSchemaLoadOrUpdate(listener: SchemaListener): () => void;
  stop(): Promise<void>;
  /**
   * Takes a new supergraph: builds it, plans the recent operations and `warmUp`, then swaps at once. Rejects, and
   * serves on with the old one, when it is not valid or refused by `onCandidate`. Requests under way finish on the old one.
   */
  update(supergraphSdl: string, warmUp?: readonly OperationRequest[]): Promise<void>;
  /** The executor of the current supergraph; it changes with `update`. */
  readonly executor: Executor<Context>;
  /**
   * As the executor's, on the supergraph that a request was validated against. Apollo Server takes whole answers only
   * from a gateway; a plugin's `responseForOperation` may give one in parts (`toIncrementalBody`).
   */
  executeIncrementally(requestContext: GatewayRequestContext): Promise<ExecutionAnswer | DeferredAnswer>;
  /** As the executor's, on the current supergraph. */
  executeEntitySelection(request: EventRequest<Context>): Promise<ExecutionAnswer>;
}

interface GatewayLoadResult {
  readonly schema: GraphQLSchema;
  readonly executor: (requestContext: GatewayRequestContext) => Promise<GatewayResult>;
}

type SchemaListener = (schemaContext: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void;

/** What is needed of Apollo Server's request context. */
export interface GatewayRequestContext {
  readonly document: DocumentNode;
  readonly request: { readonly operationName?: string | null; readonly variables?: Record<string, unknown> };
  readonly queryHash: string;
  readonly schema: GraphQLSchema;
  readonly context: unknown;
  readonly overallCachePolicy?: { restrict(hint: { maxAge?: number; scope?: 'PRIVATE' | 'PUBLIC' }): void };
}

interface GatewayResult {
  data?: Record<string, unknown> | null;
  errors?: GraphQLError[];
  extensions?: Record<string, unknown>;
}
