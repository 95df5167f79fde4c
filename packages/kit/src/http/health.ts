import type { HttpHandler } from './server.ts';
import { sendJson } from './server.ts';

export type HealthCheck = { name: string; check: () => Promise<void> };

export type Health = {
  routes: Readonly<Record<string, HttpHandler>>;
  /** `started` opens /startupz and /readyz; `draining` closes /readyz again. */
  set(phase: 'starting' | 'started' | 'draining'): void;
};

const checkTimeoutMs = 2_000;

/** `/livez` (the process turns), `/startupz` (it has started), `/readyz` (every dependency answers). No secrets in any. */
export function createHealth(checks: readonly HealthCheck[]): Health {
  let phase: 'starting' | 'started' | 'draining' = 'starting';
  return {
    set: (next) => {
      phase = next;
    },
    routes: {
      'GET /livez': (_request, response) => sendJson(response, 200, { status: 'ok' }),
      'GET /startupz': (_request, response) =>
        sendJson(response, phase === 'starting' ? 503 : 200, {
          status: phase === 'starting' ? 'starting' : 'ok',
        }),
      'GET /readyz': async (_request, response) => {
        if (phase !== 'started') return sendJson(response, 503, { status: phase });
        const results = await Promise.all(checks.map(run));
        const isReady = results.every((result) => result.status === 'ok');
        sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'unavailable', checks: results });
      },
    },
  };
}

async function run({ name, check }: HealthCheck): Promise<{ name: string; status: 'ok' | 'failing' }> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs);
    });
    await Promise.race([check(), timeout]);
    return { name, status: 'ok' };
  } catch {
    return { name, status: 'failing' };
  } finally {
    clearTimeout(timer);
  }
}
