import type { Component } from '@bazaar/kit';
import type { App } from '../context.ts';
import { sweepExpiredReservations } from '../usecases/expire-reservation.ts';

/** Looks for holds that ran out, again and again, one look at a time. */
export function createSweep(app: App, intervalMs: number): Component {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const plan = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = sweep();
    }, intervalMs);
  };
  const sweep = async () => {
    try {
      await sweepExpiredReservations(app);
    } catch (error) {
      app.logger.warn({ err: error }, 'the sweep of holds failed; it goes on');
    }
    plan();
  };
  return {
    name: 'sweep',
    start: async () => plan(),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
