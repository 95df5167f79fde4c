/**
 * What keeps this process alive now, against what did at the call: timers, sockets and servers that nobody closed.
 * @example
 * const leaks = leakCheck();
 * afterAll(() => eventually(() => expect(leaks()).toEqual([])));
 */
export function leakCheck(): () => string[] {
  const before = count(process.getActiveResourcesInfo());
  return () =>
    [...count(process.getActiveResourcesInfo())]
      .map(([kind, amount]) => ({ kind, more: amount - (before.get(kind) ?? 0) }))
      .filter(({ kind, more }) => more > 0 && !transient.has(kind))
      .map(({ kind, more }) => `${more} × ${kind}`);
}

/** Work of the runtime itself that comes and goes. */
const transient = new Set(['Immediate', 'FSReqCallback', 'FSReqPromise', 'TickObject', 'CloseReq']);

function count(kinds: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
