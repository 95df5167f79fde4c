import type { CompiledRequest } from './compile.ts';
import type { Generation } from './generation.ts';
import { planKey } from './normalise.ts';
import { pathText } from './positions.ts';
import type { PreparedOperation } from './prepare.ts';

/** Tells what the five stages make of an operation. */
export async function explainOperation(
  generation: Generation,
  { normalised, plan }: PreparedOperation,
): Promise<Explanation> {
  const operation = normalised.document === undefined ? '' : planKey(normalised.document);
  const { prettyFormatQueryPlan } = await import('@apollo/query-planner');
  const queryPlan = operation === '' ? '' : prettyFormatQueryPlan(await generation.planner.plan(operation));
  const requests = explainRequests(plan.requests);
  return {
    operation,
    queryPlan,
    requests,
    text: [operation, queryPlan, ...requests.map(toText)].join('\n\n'),
  };
}

function explainRequests(requests: readonly CompiledRequest[]): readonly ExplainedRequest[] {
  const waves: number[] = [];
  return requests.map(({ subgraph, query, after, entities }) => {
    const wave = after.reduce((latest, index) => Math.max(latest, (waves[index] ?? 0) + 1), 0);
    waves.push(wave);
    const paths = entities.flatMap(({ members }) =>
      members.map(({ path }) => pathText(path.map(({ key }) => key))),
    );
    return { wave, subgraph, query, paths, after };
  });
}

function toText({ wave, subgraph, query, paths, after }: ExplainedRequest, index: number): string {
  const awaited = after.length === 0 ? 'at once' : `after ${after.join(', ')}`;
  return `request ${index}, wave ${wave}, to ${subgraph}, ${awaited}\n  ${query}${paths.map((path) => `\n  at ${path}`).join('')}`;
}

/** Each stage's result as a person reads it. */
export interface Explanation {
  readonly operation: string;
  readonly queryPlan: string;
  readonly requests: readonly ExplainedRequest[];
  readonly text: string;
}

export interface ExplainedRequest {
  /** How many requests must end before this one, one after the other. */
  readonly wave: number;
  readonly subgraph: string;
  readonly query: string;
  readonly paths: readonly string[];
  readonly after: readonly number[];
}
