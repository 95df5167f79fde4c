// What no gateway in Node can do without: the same requests to the subgraphs, in the same waves, each answer parsed, and
// an answer of the same size written.
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { serve } from './front.ts';

const recording = JSON.parse(readFileSync(process.argv[3]!, 'utf8')) as Recording;
const pools = new Map<string, Pool>();

serve(async ({ query }, { headers }) => {
  const { waves, answer } = recording[query]!;
  for (const wave of waves) await Promise.all(wave.map((call) => send(call, headers.authorization ?? '')));
  return JSON.stringify(answer);
});

async function send({ url, body }: RecordedCall, authorization: string): Promise<unknown> {
  const { origin, pathname } = new URL(url);
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 64 });
  pools.set(origin, pool);
  const response = await pool.request({
    path: pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body,
  });
  return response.body.json();
}

/** By query: the calls of each wave, and the answer. */
type Recording = Readonly<
  Record<string, { readonly waves: readonly RecordedCall[][]; readonly answer: unknown }>
>;

interface RecordedCall {
  readonly url: string;
  readonly body: string;
}
