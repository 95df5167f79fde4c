import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeBench } from './compose.ts';
import type { BenchFiles } from './contenders.ts';
import { record } from './recording.ts';
import { workloads } from './schema.ts';

/** Composes the supergraph and records, for each workload, what is asked of the subgraphs and the expected answer. */
export async function prepareFiles(folder: string, origin: string): Promise<Prepared> {
  const urlOf = (name: string): string => `${origin}/${name}`;
  const supergraphSdl = composeBench(urlOf);
  const files = { supergraph: join(folder, 'supergraph.graphql'), recording: join(folder, 'recording.json') };
  writeFileSync(files.supergraph, supergraphSdl);
  const recording = await record(supergraphSdl, urlOf);
  writeFileSync(files.recording, JSON.stringify(recording));
  const answers = new Map<string, string>();
  for (const [name, { query }] of Object.entries(workloads)) {
    const { waves, answer } = recording[query]!;
    answers.set(name, JSON.stringify(answer));
    const kilobytes = (answers.get(name)!.length / 1_000).toFixed(1);
    console.log(`${name}: ${kilobytes} KB, ${waves.flat().length} requests in ${waves.length} waves`);
  }
  return { files, answers };
}

interface Prepared {
  readonly files: BenchFiles;
  /** The expected answer of each workload. */
  readonly answers: ReadonlyMap<string, string>;
}
