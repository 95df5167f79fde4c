// The load generator: a process of its own, started with a JSON of its options and answering with a JSON line.
import { Pool } from 'undici';
import { runClosedLoop } from '../platform/closed-loop.ts';
import { workloads } from './schema.ts';

const { url, workload, connections, durationMs, isShared, answerLength } = JSON.parse(
  process.argv[2]!,
) as LoadOptions;
const { query, variables } = workloads[workload]!;
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections });
const fixedBody = workload === 'unique' ? undefined : JSON.stringify({ query, variables: variables(0) });

const result = await runClosedLoop({
  connections,
  durationMs,
  request: async (index) => {
    const response = await pool.request({
      path: pathname,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // As credentials do, it makes every request different: nothing can be shared between two of them.
        authorization: isShared ? 'same' : `request ${process.pid} ${index}`,
      },
      body: fixedBody ?? JSON.stringify({ query, variables: variables(index) }),
    });
    const text = await response.body.text();
    // Pretty-printing and field order aside, an answer of another length is another answer.
    if (answerLength !== undefined && text.trim().length !== answerLength)
      throw new Error(text.slice(0, 200));
  },
});
console.log(JSON.stringify(result));
await pool.close();

export interface LoadOptions {
  readonly url: string;
  readonly workload: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly isShared: boolean;
  readonly answerLength: number | undefined;
}
