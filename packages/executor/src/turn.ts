/** Lets the event loop turn: what else waits goes first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Does one thing after the other in a part of this thread's time only: after each it rests, for three times as long. */
export async function atLeisure<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (const item of items) {
    const startedAtMs = performance.now();
    await work(item);
    const restMs = 3 * Math.min(performance.now() - startedAtMs, workMsMax);
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

// Most of what takes longer was waiting for another thread.
const workMsMax = 20;
