import { readFileSync } from 'node:fs';
import type { Component, Logger } from '@bazaar/kit';
import { watchFiles } from '../watch-files.ts';
import type { Execution } from './execution.ts';

/** Reads the composed supergraph; a file that is not there gets one clear sentence. */
export function readSupergraph(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`There is no supergraph at ${path}; for this platform's, \`pnpm compose\` writes it.`, {
      cause,
    });
  }
}

/** Serves a changed supergraph without a restart. One that does not hold is refused, and the old one serves on. */
export function createReload(options: { path: string; execution: Execution; logger: Logger }): Component {
  const { path, execution, logger } = options;
  let stopWatching = () => {};
  const reload = async () => {
    try {
      await execution.update(readSupergraph(path));
      logger.info({}, 'supergraph reloaded');
    } catch (error) {
      logger.error({ err: error }, 'the changed supergraph is refused; the old one serves on');
    }
  };
  return {
    name: 'supergraph reload',
    start: async () => {
      stopWatching = watchFiles([path], () => void reload());
    },
    stop: async () => stopWatching(),
  };
}
