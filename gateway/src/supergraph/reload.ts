import { readFileSync } from 'node:fs';
import type { Component, Logger } from '@bazaar/kit';
import { watchFiles } from '../watch-files.ts';
import type { Execution } from './execution.ts';

/** Reads the composed supergraph; a file that is not there gets one clear sentence. */
export function readSupergraph(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`The supergraph ${path} can not be read: ${code}.`, { cause });
    throw new Error(`There is no supergraph at ${path}; for this platform's, \`pnpm compose\` writes it.`, {
      cause,
    });
  }
}

/** Serves a changed supergraph without a restart. One that does not hold is refused, and the old one serves on. */
export function createReload(options: {
  path: string;
  /** What is served so far; the file may have changed while that was loaded. */
  served: string;
  execution: Execution;
  logger: Logger;
}): Component {
  const { path, execution, logger } = options;
  let served = options.served;
  let stopWatching = () => {};
  let reloading = Promise.resolve();
  const load = async () => {
    try {
      const sdl = readSupergraph(path);
      if (sdl === served) return;
      await execution.update(sdl);
      served = sdl;
      logger.info({}, 'supergraph reloaded');
    } catch (error) {
      logger.error({ err: error }, 'the changed supergraph is refused; the old one serves on');
    }
  };
  // One after the other, so that the file's last state is the one that stays.
  const reload = () => (reloading = reloading.then(load));
  return {
    name: 'supergraph reload',
    start: async () => {
      stopWatching = watchFiles([path], () => void reload());
      await reload();
    },
    stop: async () => stopWatching(),
  };
}
