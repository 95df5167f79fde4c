import { createExecutor, type SubgraphReply } from '@bazaar/executor';
import { parse } from 'graphql';
import { workloads } from './schema.ts';

/**
 * What the executor asks of the subgraphs for each workload, in waves, and its answer: the floor's script and the
 * answer that every contender must give.
 */
export async function record(supergraphSdl: string, urlOf: (subgraph: string) => string): Promise<Recording> {
  const recording: Recording = {};
  for (const { query, variables } of Object.values(workloads)) {
    const calls: { subgraph: string; body: string }[] = [];
    const executor = await createExecutor<object>({
      supergraphSdl,
      planning: 'inline',
      callSubgraph: async ({ subgraph, body }) => {
        calls.push({ subgraph, body });
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(urlOf(subgraph), { method: 'POST', headers, body });
        return (await response.json()) as SubgraphReply;
      },
    });
    const operation = { document: parse(query), variables: variables(0) };
    const { data, errors } = await executor.execute({ ...operation, context: {} });
    if (errors?.[0] !== undefined) throw new Error(errors[0].message);
    const { requests } = await executor.explain(operation);
    const waves: RecordedCall[][] = [];
    requests.forEach(({ wave, query: text }) => {
      const call = calls.find(({ body }) => body.startsWith(`{"query":${JSON.stringify(text)}`));
      if (call !== undefined) (waves[wave] ??= []).push({ url: urlOf(call.subgraph), body: call.body });
    });
    recording[query] = { waves, answer: { data } };
  }
  return recording;
}

/** By query text. */
export type Recording = Record<string, { waves: RecordedCall[][]; answer: unknown }>;

interface RecordedCall {
  readonly url: string;
  readonly body: string;
}
