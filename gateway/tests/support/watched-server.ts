// An Apollo Server on a port, with or without the fast path before it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { serveApollo } from '@bazaar/kit/graphql';
import type { Door } from '../../src/fast-path/fast-path.ts';
import { countCalls, executeLocally } from './local-executor.ts';
import { createRecorder } from './recorder.ts';

/** Sends a request and answers with all that must not depend on the way it took. */
export async function ask({ url }: Running, { body, search = '', headers }: Question): Promise<Answer> {
  const response = await fetch(`${url}${search}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  const kept = [...response.headers].filter(([name]) => name !== 'date' && name !== 'content-length');
  // Where a stack trace goes on below the code that fails is not the same, nor need it be.
  const text = (await response.text()).replaceAll(/"\s*at [^"]*",?/g, '');
  return { status: response.status, headers: kept, text };
}

/** Starts a server behind `doorOf`, watched from within by two plugins. */
export async function start(
  options: ApolloServerOptions<BaseContext>,
  doorOf: (server: ApolloServer) => Door<BaseContext>,
  { isGateway = true, hasLandingPage = false }: StartOptions = {},
): Promise<Running> {
  const seen: unknown[] = [];
  const [first, last] = [createRecorder('first', seen), createRecorder('last', seen)];
  const server = new ApolloServer({
    ...options,
    nodeEnv: 'test',
    logger: {
      debug() {},
      info() {},
      warn() {},
      error: (message: unknown) => void seen.push(String(message)),
    },
    plugins: [
      first,
      ...(options.plugins ?? []),
      last,
      ...(hasLandingPage ? [] : [ApolloServerPluginLandingPageDisabled()]),
    ],
  });
  if (isGateway) executeLocally(server, { hasResolverHooks: false });
  const calls = countCalls(server);
  const door = doorOf(server);
  await server.start();
  let createContext = async (): Promise<BaseContext> => ({ user: 'Ada' });
  const http = createServer((request, response) => {
    void serveApollo(door, request, response, { createContext: () => createContext() });
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    seen,
    calls,
    failContext: () => {
      createContext = () => Promise.reject(new Error('no context'));
    },
    stop: async () => {
      http.close();
      http.closeAllConnections();
      await server.stop();
    },
  };
}

/** No fast path. */
export const itself = (server: ApolloServer): Door<BaseContext> => server;

export type Question = { body?: unknown; search?: string; headers?: Record<string, string> };
export type Answer = { status: number; headers: [string, string][]; text: string };

export type Running = {
  url: string;
  /** What plugins and the log were told. */
  seen: unknown[];
  /** How often Apollo Server was asked. */
  calls: () => number;
  failContext: () => void;
  stop: () => Promise<void>;
};

export type StartOptions = { isGateway?: boolean; hasLandingPage?: boolean };
