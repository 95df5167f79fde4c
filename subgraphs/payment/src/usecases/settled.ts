/** Lets a request wait a moment for the worker of the same process to finish an attempt. */
export type Settled = {
  tell(attemptId: string): void;
  /** Resolves when the attempt has been run, or after `timeoutMs`, whatever comes first. */
  wait(attemptId: string, timeoutMs: number): Promise<void>;
};

export function createSettled(): Settled {
  const waiting = new Map<string, () => void>();
  return {
    tell: (attemptId) => waiting.get(attemptId)?.(),
    wait: (attemptId, timeoutMs) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          waiting.delete(attemptId);
          resolve();
        };
        const timer = setTimeout(finish, timeoutMs);
        waiting.set(attemptId, finish);
      }),
  };
}
