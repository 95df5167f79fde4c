/** A sleep that can be cut short. A ring while nobody sleeps is kept for the next sleeper. */
export function createAlarm() {
  let isRung = false;
  let wake: (() => void) | undefined;

  return {
    ring(): void {
      isRung = true;
      wake?.();
    },
    async wait(timeoutMs: number): Promise<'rung' | 'elapsed'> {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const outcome = isRung ? 'rung' : 'elapsed';
      isRung = false;
      return outcome;
    },
  };
}
