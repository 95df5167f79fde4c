import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type Component, type Logger } from '@bazaar/kit';
import type { ServerOptions } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { untilClientLeaves } from '../client-signal.ts';
import type { Config } from '../config.ts';
import type { Credentials } from '../identity/identify.ts';
import type { Viewer } from '../identity/viewer.ts';
import { closeCodes, type Connections } from './connections.ts';
import type { SocketOperations } from './socket-operations.ts';

/** GraphQL over WebSocket (`graphql-transport-ws`) on the HTTP server's own port, at `/graphql`. */
export function createSocketServer(parts: SocketServerParts): Component {
  const { config, server, logger } = parts;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: config.bodyLimitBytes });
  const graphql = useServer<Params, State>(protocolOptions(parts), sockets);
  let isDraining = false;

  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    // A broken connection is nobody's fault here, and an unheard `error` would end the process.
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path !== '/graphql') return refuse(socket, '404 Not Found');
    if (isDraining || sockets.clients.size >= config.sockets.connectionsMax) {
      return refuse(socket, '503 Service Unavailable');
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  return {
    name: 'sockets',
    stop: async () => {
      isDraining = true;
      logger.info({ connections: sockets.clients.size }, 'telling sockets to come back');
      await graphql.dispose();
    },
  };
}

function protocolOptions({ config, identify, connections, operations, logger }: SocketServerParts) {
  return {
    onConnect: async ({ connectionParams, extra }) => {
      try {
        extra.viewer = await identify(credentialsIn(connectionParams));
      } catch (error) {
        if (!(error instanceof AppError)) logger.error({ err: error }, 'a socket could not be identified');
        if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return false;
        extra.socket.close(closeCodes.tryAgainLater, 'Try again later');
        return false;
      }
      extra.client = clientIn(connectionParams);
      connections.add(extra.socket, extra.viewer);
      return true;
    },
    onSubscribe: ({ extra, subscriptions }, _id, payload) =>
      operations.prepare({
        viewer: extra.viewer!,
        client: extra.client ?? {},
        signal: untilClientLeaves(extra.request),
        payload,
        isOverLimit: Object.keys(subscriptions).length > config.sockets.operationsMax,
      }),
    execute: operations.execute,
    subscribe: operations.subscribe,
  } satisfies ServerOptions<Params, State & Extra>;
}

/** `authorization` as the header has it (a bare token is fine), or a partner's `apiKey`. */
function credentialsIn(params: Params | undefined): Credentials {
  const authorization = textIn(params, 'authorization') ?? textIn(params, 'Authorization');
  const apiKey = textIn(params, 'apiKey') ?? textIn(params, 'x-api-key');
  return {
    ...(authorization && {
      authorization: authorization.includes(' ') ? authorization : `Bearer ${authorization}`,
    }),
    ...(apiKey && { apiKey }),
  };
}

const clientIn = (params: Params | undefined) => ({
  name: textIn(params, 'clientName') ?? textIn(params, 'apollographql-client-name'),
  version: textIn(params, 'clientVersion') ?? textIn(params, 'apollographql-client-version'),
});

function textIn(params: Params | undefined, name: string): string | undefined {
  const value = params?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

type Params = Record<string, unknown>;
type State = { viewer?: Viewer; client?: { name?: string; version?: string } };

type SocketServerParts = {
  config: Config;
  server: Server;
  identify: (credentials: Credentials) => Promise<Viewer>;
  connections: Connections;
  operations: SocketOperations;
  logger: Logger;
};
