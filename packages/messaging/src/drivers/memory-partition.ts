import type { ReceivedMessage } from './driver.ts';

/** Offset after the last message. */
export const endOf = (partition: MemoryPartition) => partition.base + partition.log.length;

export type MemoryPartition = {
  topic: string;
  index: number;
  /** Offset of the first message that is still kept. */
  base: number;
  log: ReceivedMessage[];
  waiters: { end: number; resolve: () => void }[];
};
