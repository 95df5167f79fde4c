import type { Component, Logger, MessagingConfig } from '@bazaar/kit';
import type pg from 'pg';

/**
 * Deletes what nobody needs any more, in small batches, soon after the start and every ten minutes from then on. Any
 * number of instances may do it at a time: each takes rows that no other holds. What has no rule is kept for ever.
 */
export function createRetention(options: RetentionOptions): Component {
  const { logger, intervalMs = 10 * 60_000 } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopping = false;
  const plan = (delayMs: number) => {
    if (isStopping) return;
    timer = setTimeout(() => {
      running = round();
    }, delayMs);
  };
  const round = async () => {
    try {
      const deleted = await prune({ ...options, isStopping: () => isStopping });
      if (Object.keys(deleted).length > 0) logger.info({ deleted }, 'deleted what is no longer kept');
    } catch (error) {
      logger.warn({ err: error }, 'the deletion of old rows failed; it is tried again');
    }
    plan(intervalMs);
  };
  return {
    name: 'retention',
    start: async () => plan(Math.min(intervalMs, 30_000)),
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** One round. Answers how many rows went, by table; tables that lost none are left out. */
export async function prune({
  pool,
  rules,
  now = () => new Date(),
  batchRows = 500,
  isStopping = () => false,
}: PruneOptions): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const rule of rules) {
    const before = new Date(now().getTime() - rule.days * dayMs);
    for (let rows = batchRows; rows === batchRows && !isStopping();) {
      rows = await deleteBatch(pool, rule, before, batchRows);
      if (rows > 0) deleted[rule.table] = (deleted[rule.table] ?? 0) + rows;
    }
  }
  return deleted;
}

/** The lock reads a row anew: one that was changed meanwhile and is wanted again stays. */
async function deleteBatch(
  pool: pg.Pool,
  { table, where }: RetentionRule,
  before: Date,
  batchRows: number,
): Promise<number> {
  const { rowCount } = await pool.query(
    `/* retention */ delete from ${table} where ctid = any(array(
       select ctid from ${table} where ${where} limit ${batchRows} for update skip locked))`,
    [before],
  );
  return rowCount ?? 0;
}

/** What is kept of messages that are through, and of answers to mutations. */
export const messagingRetention = (
  days: MessagingConfig['messagingRetentionDays'],
): readonly RetentionRule[] => [
  { table: 'messaging.outbox', where: 'published_at < $1', days: days.outbox },
  { table: 'messaging.inbox', where: 'handled_at < $1', days: days.inbox },
  { table: 'messaging.idempotency', where: 'created_at < $1', days: days.idempotency },
  { table: 'messaging.dead_letter', where: 'replayed_at < $1', days: days.replayedDeadLetter },
];

const dayMs = 24 * 60 * 60_000;

/** Which rows of a table are deleted when. */
export type RetentionRule = {
  readonly table: string;
  /** SQL; `$1` is the moment that lies `days` back. An index should know it. */
  readonly where: string;
  readonly days: number;
};

type PruneOptions = {
  pool: pg.Pool;
  rules: readonly RetentionRule[];
  now?: (() => Date) | undefined;
  batchRows?: number;
  isStopping?: () => boolean;
};

export type RetentionOptions = Omit<PruneOptions, 'isStopping'> & { logger: Logger; intervalMs?: number };
