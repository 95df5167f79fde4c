// Runs in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { runDifferential, type DifferentialOptions } from './run.ts';

parentPort?.postMessage(await runDifferential(workerData as DifferentialOptions));
