import type { Component, Logger } from '@bazaar/kit';
import type { Execution } from './execution.ts';
import type { SupergraphSource } from './source.ts';

/** Serves a changed supergraph without a restart. One that does not hold is refused, and the old one serves on. */
export function createReload(options: {
  source: SupergraphSource;
  /** What is served so far; it may have changed while that was loaded. */
  served: string;
  execution: Execution;
  logger: Logger;
}): Component {
  const { source, execution, logger } = options;
  // A source that is asked again and again tells of a refused one each time.
  let seen = options.served;
  let stopWatching = () => {};
  let reloading = Promise.resolve();
  let isWaiting = false;
  const load = async () => {
    const sdl = await source.read().catch((error: unknown) => {
      logger.warn({ err: error }, 'the supergraph can not be read; the one that was read last serves on');
    });
    if (sdl === undefined || sdl === seen) return;
    seen = sdl;
    try {
      await execution.update(sdl);
      logger.info({}, 'supergraph reloaded');
    } catch (error) {
      logger.error({ err: error }, 'the changed supergraph is refused; the old one serves on');
    }
  };
  // One after the other, so that the last state is the one that stays; one that waits will see it as well as many.
  const reload = () => {
    if (isWaiting) return reloading;
    isWaiting = true;
    return (reloading = reloading.then(() => {
      isWaiting = false;
      return load();
    }));
  };
  return {
    name: 'supergraph reload',
    start: async () => {
      stopWatching = source.watch(() => void reload());
      await reload();
    },
    stop: async () => stopWatching(),
  };
}
