import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, validate } from 'graphql';
import { createExecutor, type ExecutionAnswer, type Executor, type ExecutorOptions } from '../src/index.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@interfaceObject", "@inaccessible", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost", "@listSize", "@tag"])\n';

/** Subgraphs in this process behind an executor, with a record of what they were asked. */
export async function federate(
  definitions: Readonly<Record<string, Subgraph>>,
  { editSupergraph = (sdl) => sdl, ...options }: TestOptions = {},
): Promise<Federation> {
  const entries = Object.entries(definitions).map(([name, { sdl, resolvers }]) => ({
    name,
    sdl: link + sdl,
    resolvers,
  }));
  const composed = composeServices(entries.map(({ name, sdl }) => ({ name, url: '', typeDefs: parse(sdl) })));
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors?.map(String).join('\n'));
  const schemas = new Map(
    entries.map(({ name, sdl, resolvers }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ]),
  );
  const calls: RecordedCall[] = [];
  const executor = await createExecutor<TestContext>({
    planning: 'inline',
    ...options,
    supergraphSdl: editSupergraph(composed.supergraphSdl),
    callSubgraph: async ({ subgraph, body }) => {
      const { query, variables } = JSON.parse(body) as RecordedCall;
      calls.push({ subgraph, query, variables });
      const { answer } = definitions[subgraph]!;
      if (answer !== undefined) return structuredClone(answer);
      const result = await graphql({
        schema: schemas.get(subgraph)!,
        source: query,
        variableValues: variables,
      });
      const { extensions, cacheControl } = definitions[subgraph]!;
      return JSON.parse(JSON.stringify({ ...result, extensions, cacheControl })) as object;
    },
  });
  return {
    calls,
    executor,
    ask: async (text, variables = {}, context = {}) => {
      const document = parse(text);
      const [problem] = validate(executor.schema, document);
      if (problem !== undefined) throw problem;
      return executor.execute({ document, variables, context });
    },
  };
}

export interface Federation {
  readonly calls: readonly RecordedCall[];
  readonly executor: Executor<TestContext>;
  readonly ask: (
    text: string,
    variables?: Record<string, unknown>,
    context?: TestContext,
  ) => Promise<ExecutionAnswer>;
}

export interface RecordedCall {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface TestContext {
  readonly caller?: string;
  readonly scopes?: readonly string[];
  readonly policies?: readonly string[];
  readonly labels?: readonly string[];
}

export type TestOptions = Partial<Omit<ExecutorOptions<TestContext>, 'supergraphSdl' | 'callSubgraph'>> & {
  /** For a supergraph that no present composition writes. */
  readonly editSupergraph?: (sdl: string) => string;
};

export interface Subgraph {
  readonly sdl: string;
  readonly resolvers?: Readonly<Record<string, unknown>>;
  /** Sent with each of its answers. */
  readonly extensions?: unknown;
  readonly cacheControl?: string;
  /** Said to every request, in place of what the schema would answer. */
  readonly answer?: { readonly data?: unknown; readonly errors?: unknown };
}
