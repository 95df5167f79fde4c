// The load generator: a process of its own, told what to send by lines of JSON, each of which it answers with one. It stays
// for the whole run and does without streams, so that it has a next request ready for whoever is measured: one that waits
// for its load wakes up for each request anew, which costs the fastest the most.
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { runClosedLoop, type LoadResult } from '../platform/closed-loop.ts';
import { workloads } from './schema.ts';

const lineBreak = 0x0a;

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await load(JSON.parse(line) as LoadOptions)));

async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, workload, connections, durationMs, isShared, answerBytes } = options;
  const { query, variables } = workloads[workload]!;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const bodyOf = (index: number): Buffer =>
    Buffer.from(JSON.stringify({ query, variables: variables(index) }));
  const fixedBody = workload === 'unique' ? undefined : bodyOf(0);
  try {
    return await runClosedLoop({
      connections,
      durationMs,
      request: async (index) => {
        // As credentials do, it makes every request different: nothing can be shared between two of them.
        const authorization = isShared ? 'same' : `request ${process.pid} ${index}`;
        const answer = await post(pool, pathname, authorization, fixedBody ?? bodyOf(index));
        // An answer of another length is another answer.
        if (answer.status !== 200 || (answerBytes !== undefined && answer.bytes !== answerBytes))
          throw new Error(`status ${answer.status}, ${answer.bytes} bytes`);
      },
    });
  } finally {
    await pool.close();
  }
}

function post(pool: Pool, path: string, authorization: string, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answer = { status: 0, bytes: 0 };
    let lastByte: number | undefined;
    pool.dispatch(
      { path, method: 'POST', headers: { 'content-type': 'application/json', authorization }, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, status) => void (answer.status = status),
        onResponseData: (_, chunk) => {
          answer.bytes += chunk.length;
          lastByte = chunk.at(-1);
        },
        onResponseEnd: () => {
          if (lastByte === lineBreak) answer.bytes -= 1;
          resolve(answer);
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

export interface LoadOptions {
  readonly url: string;
  readonly workload: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly isShared: boolean;
  /** The length of the answer that must come; any other is a failure. */
  readonly answerBytes: number | undefined;
}

interface Answer {
  status: number;
  /** Without the line break that some end with. */
  bytes: number;
}
