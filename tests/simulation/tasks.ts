// Work that the scheduler lets run one piece at a time. What concurrency there is, is where tasks wait.
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<Task>();
let sleepers: ((task: Task, delayMs: number) => Promise<void>) | undefined;

/** Tasks run until they end or wait; only one is ever running, so a run is the same for the same decisions. */
export function createTasks(now: () => number): Tasks {
  const waiting = new Set<Task>();
  const begun = new Set<Task>();
  const serials = new Map<string, number>();
  let running: { task: Task; settle: () => void } | undefined;

  /** Lets a task go on; resolves when it waits again, has ended, or its process has died. */
  function turn(task: Task, go: () => void): Promise<void> {
    if (running) throw new Error(`${task.label} would run beside ${running.task.label}`);
    return new Promise((resolve) => {
      running = { task, settle: resolve };
      go();
    });
  }

  function settle(task: Task): void {
    if (running?.task !== task) return;
    const { settle: resolve } = running;
    running = undefined;
    resolve();
  }

  function wait(task: Task, at: string, until = Infinity): Promise<Word> {
    return new Promise((resolve) => {
      // A dead process may still hear that its connections broke; nothing comes of what it does then.
      if (!begun.has(task)) return;
      task.wait = { at, since: now(), until, go: resolve };
      waiting.add(task);
      settle(task);
    });
  }

  sleepers = async (task, delayMs) => void (await wait(task, 'sleep', now() + delayMs));

  return {
    start(owner, label, run) {
      const serial = (serials.get(label) ?? 0) + 1;
      serials.set(label, serial);
      const task: Task = { owner, label: serial > 1 ? `${label} (${serial})` : label };
      begun.add(task);
      return turn(task, () => {
        void current.run(task, async () => {
          await run();
          begun.delete(task);
          settle(task);
        });
      });
    },
    pause(at) {
      const task = current.getStore();
      return task ? wait(task, at) : Promise.resolve('go');
    },
    resume(task, word) {
      const { wait: waited } = task;
      task.wait = undefined;
      waiting.delete(task);
      return turn(task, () => waited!.go(word));
    },
    waiting: () => [...waiting],
    endOf(owner) {
      for (const task of begun) {
        if (task.owner !== owner) continue;
        begun.delete(task);
        waiting.delete(task);
      }
      if (running?.task.owner === owner) settle(running.task);
    },
  };
}

/** For who sleeps within a task; undefined outside of any. */
export function sleepOfTask(delayMs: number): Promise<void> | undefined {
  const task = current.getStore();
  return task && sleepers?.(task, delayMs);
}

/** What a waiting task is told: to go on, or that what it waits for will not answer. */
export type Word = 'go' | 'lost';

export type Task = {
  /** The process that it belongs to, and dies with. */
  readonly owner: string;
  readonly label: string;
  wait?: { readonly at: string; readonly since: number; readonly until: number; go(word: Word): void };
};

export type Tasks = {
  /** Runs `run` as a task of the process `owner`. What it throws must be its own matter. */
  start(owner: string, label: string, run: () => Promise<void>): Promise<void>;
  /** Within a task: waits for the scheduler's word. */
  pause(at: string): Promise<Word>;
  resume(task: Task, word: Word): Promise<void>;
  waiting(): readonly Task[];
  /** The process is gone, and all of its tasks with it. */
  endOf(owner: string): void;
};
