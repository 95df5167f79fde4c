import { statSync } from 'node:fs';

const pollEveryMs = 300;

/**
 * Calls back when any of the files was written or replaced since the call. It polls: notifications get lost when a
 * file is replaced by renaming, as editors and mounted volumes do.
 *
 * @NOTE `fs.watchFile` looks at a file for the first time a little later, and never tells of a change before that.
 */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const known = new Map(paths.map((path) => [path, stampOf(path)]));
  const look = () => {
    let isChanged = false;
    for (const path of paths) {
      const stamp = stampOf(path);
      if (stamp === undefined || stamp === known.get(path)) continue;
      known.set(path, stamp);
      isChanged = true;
    }
    if (isChanged) onChange();
  };
  const timer = setInterval(look, pollEveryMs).unref();
  return () => clearInterval(timer);
}

/** Differs when the file does; undefined while there is none. */
function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}
