import type { Component, Logger } from '@bazaar/kit';
import { watchFiles } from '../watch-files.ts';
import { emptyManifest, readManifest, type Manifest } from './manifest.ts';

/** The manifest of our own front ends, from a file that may change while we run. */
export function createClientManifest(options: { path?: string; logger: Logger }): ClientManifest {
  const { path, logger } = options;
  let manifest = path === undefined ? emptyManifest : readManifest(path);
  const reload = (file: string) => {
    try {
      manifest = readManifest(file);
      logger.info({}, 'client manifest reloaded');
    } catch (error) {
      logger.error({ err: error }, 'the changed client manifest is not usable; the old one stays');
    }
  };
  const stopWatching = path === undefined ? () => {} : watchFiles([path], () => reload(path));
  return {
    current: () => manifest,
    component: { name: 'client manifest', stop: async () => stopWatching() },
  };
}

export type ClientManifest = { current(): Manifest; component: Component };
