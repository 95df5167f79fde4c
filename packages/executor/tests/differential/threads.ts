import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { sumReports, type DifferentialOptions, type DifferentialReport } from './run.ts';

/** As `runDifferential`, in several threads with worlds of their own. */
export async function runInThreads(
  { seed, operations, divergencesMax, withStock }: DifferentialOptions,
  threads: number,
): Promise<DifferentialReport> {
  const reports = Array.from({ length: threads }, async (_, index) => {
    const options: DifferentialOptions = {
      seed: seed + index,
      stride: threads,
      operations: Math.ceil((operations - index) / threads),
      divergencesMax,
      withStock,
    };
    // Nearly all that an operation makes is garbage at its end.
    const resourceLimits = { maxYoungGenerationSizeMb: 64 };
    const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: options, resourceLimits });
    const [report] = (await once(worker, 'message')) as [DifferentialReport];
    await worker.terminate();
    return report;
  });
  return sumReports(await Promise.all(reports));
}
