// What waits in a run for somebody to do something about it.
import type { Stream } from './broker.ts';
import { serviceNames, type JobRow, type ServiceName } from './databases.ts';
import type { Run } from './run.ts';
import type { Task } from './tasks.ts';
import { clock } from './time.ts';

export const alive = ({ world }: Run) => serviceNames.filter((name) => world.instances[name]);
export const dueRows = ({ world }: Run, name: ServiceName) =>
  world.status(name).unpublished.filter((at) => at <= clock.now()).length;

export const streams = ({ world }: Run) => world.broker.streams();
export const isUnread = ({ log, committed }: Stream) => committed < log.messages.length;
export const nameOf = ({ world }: Run, { group, log }: Stream) =>
  `${group.name} < ${log.topic.replace(/^commerce\.|\.v1$/g, '')}/${world.names.of(log.key)}`;

export const isBusy = (run: Run, id: string) => run.busyJobs.get(id)?.isDead() === false;
export const isDue = (task: Task) => task.wait!.until <= clock.now() || task.wait!.until === Infinity;
export const labelOf = (task: Task) => `${task.label}: ${task.wait!.at}`;

/** Those of processes that run, with names that survive a replay. */
export function dueJobs(run: Run): { id: string; service: ServiceName; row: JobRow; name: string }[] {
  return alive(run).flatMap((service) =>
    run.world
      .status(service)
      .jobs.filter(({ runAt }) => runAt <= clock.now())
      .map((row) => ({ id: `${service} ${row.id}`, service, row, name: `${row.task} ${jobName(run, row)}` })),
  );
}

function jobName(run: Run, { payload, id }: JobRow): string {
  const { attemptId, round, notificationId } = payload as Partial<Record<string, string>>;
  const about = attemptId ?? notificationId;
  return about ? `${run.world.names.of(about)}${round ? ` round ${round}` : ''}` : id;
}

export const webhooks = ({ world }: Run) =>
  world.provider
    .webhooks()
    .map(({ id, type, object }) => ({ id, name: `${type} ${world.names.of(object.id)}` }));

/** When the oldest thing came that somebody should have done something about. */
export function oldest(run: Run): number {
  const rows = serviceNames.flatMap((name) => run.world.status(name).unpublished);
  const jobs = serviceNames.flatMap((name) => run.world.status(name).jobs.map(({ runAt }) => runAt));
  return Math.min(run.world.broker.oldestUnread(), ...rows, ...jobs);
}

/** The next moment at which something becomes due; Infinity when nothing will. */
export function nextDue(run: Run): number {
  const times = [
    ...serviceNames.flatMap((name) => run.world.status(name).unpublished),
    ...serviceNames.flatMap((name) => run.world.status(name).jobs.map(({ runAt }) => runAt)),
    ...run.world.tasks.waiting().map((task) => task.wait!.until),
  ];
  return Math.min(Infinity, ...times.filter((at) => at > clock.now()));
}

export const undelivered = (run: Run) => webhooks(run).filter(({ id }) => !run.webhooksDelivered.has(id));
export const unread = (run: Run) =>
  streams(run)
    .filter(isUnread)
    .map((stream) => nameOf(run, stream));
