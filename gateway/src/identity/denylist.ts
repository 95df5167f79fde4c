/** Sessions whose access tokens are refused although they have not ended yet. In memory: asked for with every request. */
export function createDenylist(now: () => number = Date.now): Denylist {
  const refusedUntilMs = new Map<string, number>();
  const listeners = new Set<(sessionIds: readonly string[]) => void>();
  let nextSweepMs = 0;

  /** What has ended by itself need not be remembered. */
  function sweep(): void {
    if (now() < nextSweepMs) return;
    nextSweepMs = now() + 60_000;
    for (const [id, until] of refusedUntilMs) if (until <= now()) refusedUntilMs.delete(id);
  }

  return {
    has: (sessionId) => (refusedUntilMs.get(sessionId) ?? 0) > now(),
    add(revocations) {
      sweep();
      for (const { sessionId, untilMs } of revocations) {
        refusedUntilMs.set(sessionId, Math.max(untilMs, refusedUntilMs.get(sessionId) ?? 0));
      }
      const ids = revocations.map(({ sessionId }) => sessionId);
      for (const listener of listeners) listener(ids);
    },
    onAdded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type Revocation = { readonly sessionId: string; readonly untilMs: number };

export type Denylist = {
  has(sessionId: string): boolean;
  add(revocations: readonly Revocation[]): void;
  /** Tells of sessions that end from now on; returns how to stop. */
  onAdded(listener: (sessionIds: readonly string[]) => void): () => void;
};
