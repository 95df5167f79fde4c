import { unwatchFile, watchFile } from 'node:fs';

const pollEveryMs = 300;

/**
 * Calls back when any of the files was written or replaced. It polls: notifications get lost when a file is
 * replaced by renaming, as editors and mounted volumes do.
 */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const listener = (now: { mtimeMs: number; size: number }, before: { mtimeMs: number; size: number }) => {
    const exists = now.mtimeMs > 0;
    if (exists && (now.mtimeMs !== before.mtimeMs || now.size !== before.size)) onChange();
  };
  for (const path of paths) watchFile(path, { interval: pollEveryMs, persistent: false }, listener);
  return () => paths.forEach((path) => unwatchFile(path, listener));
}
