import { flushCompileCache } from 'node:module';
import type { MetricSource } from './http/metrics.ts';
import type { Logger } from './logger.ts';

/** Something with a life: a pool, a relay, a consumer, a server. Started in order, stopped in reverse. */
export type Component = {
  name: string;
  start?: () => Promise<void>;
  stop?: () => Promise<void>;
  /** Rejects while the component cannot do its work; asked by /readyz. */
  check?: () => Promise<void>;
  /** Resolves with the reason when it has given up for good, and only a new process can help. */
  failed?: Promise<Error>;
  /** What /metrics says of it. */
  metrics?: MetricSource;
};

/** A service as its process, the standalone platform and the tests run it. */
export type Service = {
  name: string;
  /** Resolves once it serves. */
  start(): Promise<{ url: string }>;
  /** Drains and closes everything; may be called more than once. */
  stop(): Promise<void>;
  /** Resolves when one of its components has given up for good. */
  failed?: Promise<Error>;
};

/** The first of the components to give up. */
export const firstFailure = (components: readonly Component[]): Promise<Error> =>
  Promise.race(components.flatMap(({ failed }) => (failed ? [failed] : [])));

/** Starts components in order; if one fails, those before it are stopped again. */
export async function startAll(components: readonly Component[]): Promise<void> {
  for (const [index, component] of components.entries()) {
    try {
      await component.start?.();
    } catch (cause) {
      await stopAll(components.slice(0, index)).catch(() => undefined);
      throw new Error(
        `${component.name} did not start: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }
}

/** Stops components in reverse; every one is stopped, whatever the others do. */
export async function stopAll(components: readonly Component[]): Promise<void> {
  const failures: unknown[] = [];
  for (const component of [...components].reverse()) {
    await component.stop?.().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some components did not stop cleanly');
}

/** The body of every `main.ts`: start, wait for a signal or a failure, drain, exit. */
export async function runService(create: () => Promise<Service> | Service, logger: Logger): Promise<void> {
  const service = await create();
  let stopping = false;
  const stop = async (reason: string, exitCode: number) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'draining');
    const bound = setTimeout(() => process.exit(1), 25_000);
    bound.unref();
    await service.stop().catch((error: unknown) => logger.error({ err: error }, 'did not stop cleanly'));
    process.exit(exitCode);
  };
  process.on('SIGTERM', () => void stop('SIGTERM', 0));
  process.on('SIGINT', () => void stop('SIGINT', 0));
  // What nobody caught leaves an unknown state behind: say it, drain, and let the orchestrator start anew.
  process.on('uncaughtException', (error) => {
    logger.error({ err: error }, 'uncaught exception');
    void stop('uncaughtException', 1);
  });
  void service.failed?.then((error) => {
    logger.error({ err: error }, 'a component has given up');
    return stop('failure', 1);
  });
  try {
    const { url } = await service.start();
    logger.info({ url }, `ready: ${service.name}`);
    // Where NODE_COMPILE_CACHE is set: whatever ends this process, its successor has less to do and to hold.
    flushCompileCache();
  } catch (error) {
    logger.error({ err: error }, 'did not start');
    process.exit(1);
  }
}
