// The typed client of front ends: operations in, typed answers out, over HTTP and WebSocket.
// It knows no framework and keeps no cache.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode, type FormattedExecutionResult } from 'graphql';
import { createClient as createSocketClient, type Client as SocketClient } from 'graphql-ws';
import { operationNameOf, type PersistedManifest } from './manifest.ts';

export type ClientOptions = {
  /** `http://localhost:4000/graphql`; the socket's address follows from it. */
  url: string;
  /** Access token of the signed-in person; asked for with every request, so that a refreshed one is used. */
  token?: () => string | undefined;
  /** Key of a partner. */
  apiKey?: string;
  /** Send ids instead of texts: the manifest that the server knows. */
  manifest?: PersistedManifest;
  /** Shown in the platform's logs. */
  name?: string;
};

/** What an operation came to. */
export type Answer<Data> = FormattedExecutionResult<Data, unknown>;

export type Client = {
  /** Runs a query or a mutation. Errors of GraphQL are in the answer; a broken connection rejects. */
  execute<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Data>>;
  /** As `execute`, but rejects with `OperationError` unless there is data and no error. */
  data<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Live answers until the caller leaves the loop or the server completes. */
  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncIterableIterator<Answer<Data>>;
  /** Closes the socket. */
  close(): Promise<void>;
};

/** The answer of an operation that failed, whole. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly result: Answer<unknown>;

  constructor(operation: string, result: Answer<unknown>) {
    super(`${operation}: ${result.errors?.map(({ message }) => message).join('; ') ?? 'no data'}`);
    this.result = result;
  }
}

/**
 * @example
 * const client = createClient({ url: 'http://localhost:4000/graphql' });
 * const { products } = await client.data(ProductListDocument, { first: 20 });
 */
export function createClient(options: ClientOptions): Client {
  let socket: SocketClient | undefined;
  const execute: Client['execute'] = async (document, variables, headers = {}) => {
    const response = await fetch(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'apollographql-client-name': options.name ?? 'bazaar-client',
        ...credentials(options),
        ...headers,
      },
      body: JSON.stringify(toRequest(options, document, variables)),
    });
    return (await response.json()) as Answer<never>;
  };
  return {
    execute,
    data: async (document, variables) => {
      const result = await execute(document, variables);
      if (result.errors || !result.data) throw new OperationError(operationNameOf(document), result);
      return result.data;
    },
    subscribe: (document, variables) => {
      socket ??= createSocketClient({
        url: options.url.replace(/^http/, 'ws'),
        connectionParams: () => ({ ...credentials(options) }),
        // A lost connection is taken up again for as long as the caller listens.
        retryAttempts: 20,
        shouldRetry: () => true,
      });
      return socket.iterate({ ...toRequest(options, document, variables), query: print(document) });
    },
    close: async () => {
      await socket?.dispose();
    },
  };
}

function credentials(options: ClientOptions): Record<string, string> {
  const token = options.token?.();
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(options.apiKey && { 'x-api-key': options.apiKey }),
  };
}

function toRequest(options: ClientOptions, document: DocumentNode, variables: Record<string, unknown>) {
  const operationName = operationNameOf(document);
  const id = options.manifest?.operations.find(({ name }) => name === operationName)?.id;
  return id === undefined
    ? { query: print(document), operationName, variables }
    : { operationName, variables, extensions: { persistedQuery: { version: 1, sha256Hash: id } } };
}
