export type EventuallyOptions = { timeoutMs?: number; intervalMs?: number };

/**
 * Tries until `check` neither throws nor rejects, and answers its value; rejects with the last failure in the end.
 * @example await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'));
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 30_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
  }
}
