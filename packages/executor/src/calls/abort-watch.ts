// All requests of a connection may share a signal. A listener for each call would cost more than the rest of watching it.
const watchers = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `onAbort` when the signal is aborted, unless that is given up before (`unwatch`). */
export function watch(signal: AbortSignal, onAbort: () => void): void {
  const known = watchers.get(signal);
  if (known !== undefined) {
    known.add(onAbort);
    return;
  }
  const own = new Set([onAbort]);
  watchers.set(signal, own);
  signal.addEventListener('abort', () => own.forEach((watcher) => watcher()), { once: true });
}

export function unwatch(signal: AbortSignal, onAbort: () => void): void {
  watchers.get(signal)?.delete(onAbort);
}
