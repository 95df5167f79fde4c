import type { WebSocket } from 'ws';
import type { Denylist } from '../identity/denylist.ts';
import type { Viewer } from '../identity/viewer.ts';

/** Close codes of graphql-transport-ws, and of WebSocket itself, that we use ourselves. */
export const closeCodes = {
  goingAway: 1001,
  tryAgainLater: 1013,
  unauthorized: 4401,
  forbidden: 4403,
} as const;

/** The longest delay of a timer in Node. */
const timerMaxMs = 2 ** 31 - 1;

/** Sockets whose owner is known: closed when the token ends, and when its session is revoked. */
export function createConnections(denylist: Denylist): Connections {
  const socketsBySession = new Map<string, Set<WebSocket>>();
  denylist.onAdded((sessionIds) => {
    for (const id of sessionIds) {
      for (const socket of socketsBySession.get(id) ?? [])
        socket.close(closeCodes.forbidden, 'Session ended');
    }
  });
  return {
    add(socket, { identity, expiresAtMs }) {
      if (expiresAtMs !== undefined) closeAt(socket, expiresAtMs);
      if (identity.principal.kind !== 'user') return;
      const { sessionId } = identity.principal;
      const sockets = socketsBySession.get(sessionId) ?? new Set();
      socketsBySession.set(sessionId, sockets.add(socket));
      socket.once('close', () => {
        sockets.delete(socket);
        if (sockets.size === 0) socketsBySession.delete(sessionId);
      });
    },
  };
}

function closeAt(socket: WebSocket, timeMs: number): void {
  const delayMs = Math.min(Math.max(timeMs - Date.now(), 0), timerMaxMs);
  const timer = setTimeout(() => socket.close(closeCodes.unauthorized, 'Token expired'), delayMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

export type Connections = { add(socket: WebSocket, viewer: Viewer): void };
