import type { Publishing } from './broker.ts';

/**
 * Leads a real relay by the hand. Each of its rounds begins by asking the driver whether it is connected; there it
 * waits until the scheduler wants a round.
 */
export function createRelayGate(): RelayGate {
  let open: (() => void) | undefined;
  let settle: (() => void) | undefined;
  let howMany: Publishing['howMany'] = (offered) => ({ count: offered, isAnswered: true });
  return {
    publishing: {
      whenAsked: () =>
        new Promise((resolve) => {
          open = resolve;
          settle?.();
        }),
      howMany: (offered) => howMany(offered),
    },
    round(nudge, next) {
      howMany = next;
      // A round that failed would wait for a while; a ring that it did not hear yet cuts that short.
      nudge();
      return new Promise((resolve) => {
        settle = resolve;
        open?.();
      });
    },
    giveUp: () => settle?.(),
  };
}

export type RelayGate = {
  readonly publishing: Publishing;
  /** One round; resolves when the relay waits for the next one, or its process has died. */
  round(nudge: () => void, howMany: Publishing['howMany']): Promise<void>;
  giveUp(): void;
};
