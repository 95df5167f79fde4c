import type { ApolloServer } from '@apollo/server';
import { traceFrom, withTrace, type Logger, type Trace } from '@bazaar/kit';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { ContextFactory, GatewayContext } from '../request-context.ts';
import { refusal } from '../errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import { admit } from '../operations/admit.ts';
import type { Manifest } from '../operations/manifest.ts';
import { readParameters, type OperationParameters } from '../operations/parameters.ts';
import type { Inspect } from '../protection/inspect.ts';
import type { Generations } from '../supergraph/generations.ts';
import type { Channels } from './channels.ts';
import type { LiveOperation } from './live-operation.ts';
import { openLiveStream } from './live-stream.ts';
import { OperationErrors, prepareOperation } from './prepare-operation.ts';
import { createSocketErrors } from './socket-errors.ts';

/**
 * Operations over a socket: the same admission as over HTTP. Queries and mutations are run by Apollo Server,
 * subscriptions become live streams.
 */
export function createSocketOperations(parts: SocketOperationsParts): SocketOperations {
  const toError = createSocketErrors(parts.logger);

  async function run(
    { viewer, client, signal, live }: Request,
    parameters: OperationParameters,
    trace: Trace,
  ) {
    const transport = live ? 'event' : 'socket';
    const contextValue = await parts.createContext({ viewer, client, signal, transport, trace });
    const { query, operationName, variables } = parameters;
    const { body } = await withTrace(trace, () =>
      parts.apollo.executeOperation(
        { query, operationName: operationName ?? undefined, variables: { ...variables } },
        { contextValue },
      ),
    );
    if (body.kind !== 'single') throw new Error('an incremental answer over a socket');
    const { data, errors, extensions } = body.singleResult;
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map(({ message, ...place }) => new GraphQLError(message, place)) }),
      ...(extensions && { extensions }),
    };
  }

  return {
    prepare({ viewer, client, signal, payload, isOverLimit }) {
      const trace = traceFrom(undefined);
      try {
        if (isOverLimit) throw refusal('OPERATION_LIMIT_EXCEEDED');
        const parameters = admit(viewer, readParameters(payload), parts.clientManifest());
        const generation = parts.generations.current();
        const { document, live } = prepareOperation({
          ...parts,
          parameters,
          generation,
          identity: viewer.identity,
        });
        const request: Request = { viewer, client, signal, parameters, trace, live };
        return {
          schema: generation.schema,
          document,
          operationName: parameters.operationName,
          contextValue: request,
        };
      } catch (error) {
        const errors = error instanceof OperationErrors ? error.errors : [error];
        return errors.map((each) => toError(each, trace));
      }
    },
    execute: ({ contextValue }) => {
      const request = contextValue as Request;
      return run(request, request.parameters, request.trace);
    },
    subscribe: ({ contextValue }) => {
      const request = contextValue as Request;
      const { parameters, trace } = request;
      return openLiveStream({
        live: request.live!,
        channels: parts.channels,
        queueMax: parts.queueMax,
        isInitialWanted: isInitialWanted(request.live!, parameters),
        trace,
        toError,
        execute: (query, variables, eventTrace) => run(request, { query, variables }, eventTrace),
      });
    },
  };
}

function isInitialWanted({ field }: LiveOperation, { extensions }: OperationParameters): boolean {
  const asked = extensions?.['initial'];
  return typeof asked === 'boolean' ? asked : (field.isInitialByDefault ?? false);
}

/** An operation on its way through the protocol library, which knows it as the context value. */
type Request = {
  viewer: Viewer;
  client: GatewayContext['client'];
  signal: AbortSignal;
  parameters: OperationParameters;
  trace: Trace;
  /** Set for subscriptions. */
  live?: LiveOperation;
};

type SocketOperationsParts = {
  apollo: ApolloServer<GatewayContext>;
  createContext: ContextFactory;
  generations: Generations;
  inspect: Inspect;
  clientManifest: () => Manifest;
  channels: Channels;
  queueMax: number;
  tokensMax: number;
  logger: Logger;
};

export type SocketOperations = {
  /** What to run, or why not. */
  prepare(request: {
    viewer: Viewer;
    client: GatewayContext['client'];
    /** Ends with the socket. */
    signal: AbortSignal;
    payload: unknown;
    isOverLimit: boolean;
  }): ExecutionArgs | GraphQLError[];
  execute(this: void, args: ExecutionArgs): Promise<ExecutionResult>;
  subscribe(this: void, args: ExecutionArgs): AsyncGenerator<ExecutionResult>;
};
