import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  execute,
  executeSync,
  getOperationAST,
  getVariableValues,
  GraphQLSchema,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
} from 'graphql';
import { createExecutor, type Executor } from '../../src/index.ts';
import { executeDeferred, type DeferredResult } from './deferred-reference.ts';
import { isWhole } from './keys.ts';
import { Random } from './random.ts';
import { createRawPlanner } from './raw-planner.ts';
import { resolveField, type ResolveContext } from './resolve.ts';
import { createStock, type AskSubgraph, type Stock } from './stock.ts';
import { subgraphSdls } from './subgraph-sdl.ts';
import { Values, type Reference } from './values.ts';
import type { World } from './world.ts';

/** A world twice: as subgraphs behind the executor, and as one monolith. Undefined when it does not compose. */
export async function createPlatform(world: World): Promise<Platform | undefined> {
  const sdls = subgraphSdls(world);
  const composed = composeServices(
    [...sdls].map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (composed.errors !== undefined || composed.supergraphSdl === undefined) return undefined;
  const subgraphs = new Map([...sdls].map(([name, sdl]) => [name, executableSubgraph(world, sdl)]));
  const { supergraphSdl } = composed;
  const whole = buildSchema(supergraphSdl, { assumeValid: true });
  const ask: AskSubgraph = async (subgraph, query, variables, state) => {
    await someTurns(state.latency);
    const context = contextOf(world, state, whole, subgraph);
    const result = await run(subgraphs.get(subgraph)!, parse(query), variables, context);
    await someTurns(state.latency);
    return JSON.parse(JSON.stringify(result)) as ExecutionResult;
  };
  const executor: Executor<ExecutionState> = await createExecutor<ExecutionState>({
    supergraphSdl,
    planning: 'inline',
    callSubgraph: ({ subgraph, body, context }) => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
      return ask(subgraph, query, variables, context);
    },
    overrides: {
      seedOf: ({ dataSeed }) => dataSeed,
      labelsOf: ({ sides }, labels) => labels.filter((label) => sides.get(label) === false),
    },
    onFailure: (_, cause) => {
      throw cause;
    },
  });
  return {
    world,
    sdls,
    executor,
    createStock: () => createStock(supergraphSdl, ask),
    isPlannable: ({ document }) => createRawPlanner(supergraphSdl).canPlan(document),
    runMonolith: (operation, state) =>
      run(executor.schema, operation.document, operation.variables, contextOf(world, state, whole)),
    runDeferred: ({ document, variables }, state) => {
      const { schema } = executor;
      const context = contextOf(world, state, whole);
      const definitions = getOperationAST(document)?.variableDefinitions ?? [];
      return executeDeferred({
        schema,
        document,
        variables: getVariableValues(schema, definitions, variables).coerced ?? {},
        resolve: (source, args, parentType, fieldName, returnType) =>
          resolveField(source, args, context, { fieldName, parentType, returnType, schema }),
      });
    },
  };
}

/** A fresh state for one execution: one for the monolith and an equal one for the executor. */
export function createState(world: World, dataSeed: string, faultRate: number): ExecutionState {
  return {
    dataSeed,
    values: new Values(world, dataSeed, faultRate),
    log: [],
    latency: new Random(dataSeed),
    isUnplanned: false,
    sides: new Map([['moved', new Random(`${dataSeed} moved`).chance(0.5)]]),
  };
}

function executableSubgraph(world: World, sdl: string): GraphQLSchema {
  const names = [...world.entities.map(({ name }) => name), ...world.abstracts.map(({ name }) => name)];
  const isDefined = (name: string): boolean =>
    new RegExp(`^(type|interface) ${name}\\b.*@key`, 'm').test(sdl);
  const resolvers = names
    .filter(isDefined)
    .map((name) => [name, { __resolveReference: toReference }] as const);
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: Object.fromEntries(resolvers) }]);

  function toReference(representation: Record<string, unknown>, context: ResolveContext): Reference | null {
    assertKeyIn(world, representation, context.subgraph);
    const reference = context.values.fromRepresentation(representation);
    const entity = world.entities.find(({ name }) => name === reference.__typename);
    const isForgetting = entity?.forgottenIn !== undefined && entity.forgottenIn === context.subgraph;
    if (isForgetting && context.values.isForgotten(reference)) return null;
    const isInterface = world.abstracts.some(({ name }) => name === reference.__typename);
    const isTypeKnown = isInterface && world.subgraphs.includes(context.subgraph ?? '');
    return isTypeKnown ? { ...reference, __typename: reference.id.split('-')[0]! } : reference;
  }
}

function assertKeyIn(
  { entities }: World,
  representation: Readonly<Record<string, unknown>>,
  subgraph = '',
): void {
  const entity = entities.find(({ name }) => name === representation.__typename);
  if (entity === undefined) return;
  const keys = [
    'id',
    ...(entity.keys[subgraph] ?? []).filter((key) => key !== entity.unresolvable[subgraph]),
  ];
  if (!keys.some((key) => isWhole(key, representation)))
    throw new Error(`${subgraph} can't be asked by ${Object.keys(representation).join()}`);
}

function contextOf(
  world: World,
  state: ExecutionState,
  whole: GraphQLSchema,
  subgraph?: string,
): ResolveContext {
  const { values, log, sides } = state;
  const context: ResolveContext = {
    world,
    values,
    subgraph,
    log,
    sides,
    markUnplanned: () => (state.isUnplanned = true),
    readSelection: (source, selection) => {
      // What is required may be inaccessible to clients.
      const schema = rootedAt(whole, source.__typename);
      const document = parse(`{ ${selection} }`);
      return executeSync({
        schema,
        document,
        rootValue: source,
        contextValue: context,
        fieldResolver: resolveField,
      }).data;
    },
  };
  return context;
}

// An interface that only an entity answers would have no types if they weren't all there.
function rootedAt(schema: GraphQLSchema, typeName: string): GraphQLSchema {
  const known = rooted.get(schema)?.get(typeName);
  if (known !== undefined) return known;
  const query = schema.getType(typeName) as GraphQLObjectType;
  const made = new GraphQLSchema({ query, types: Object.values(schema.getTypeMap()) });
  rooted.set(schema, (rooted.get(schema) ?? new Map<string, GraphQLSchema>()).set(typeName, made));
  return made;
}

const rooted = new WeakMap<GraphQLSchema, Map<string, GraphQLSchema>>();

function run(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
  contextValue: ResolveContext,
): ExecutionResult | Promise<ExecutionResult> {
  const typeResolver = ({ __typename }: { __typename: string }): string => __typename;
  return execute({
    schema,
    document,
    variableValues,
    contextValue,
    fieldResolver: resolveField,
    typeResolver,
  });
}

async function someTurns(random: Random): Promise<void> {
  for (let turns = random.int(4); turns > 0; turns--) await new Promise(setImmediate);
}

export interface Platform {
  readonly world: World;
  readonly sdls: ReadonlyMap<string, string>;
  readonly executor: Executor<ExecutionState>;
  createStock(): Promise<Stock>;
  /** Whether the Apollo planner by itself finds a plan. */
  isPlannable(operation: RandomOperation): boolean;
  runMonolith(operation: RandomOperation, state: ExecutionState): ExecutionResult | Promise<ExecutionResult>;
  /** As the monolith, with `@defer`. */
  runDeferred(operation: RandomOperation, state: ExecutionState): DeferredResult;
}

export interface ExecutionState {
  readonly dataSeed: string;
  readonly values: Values;
  readonly log: string[];
  readonly latency: Random;
  readonly sides: Map<string, boolean>;
  /** Whether a plan computed something from nothing: a fault of the planner, which `@apollo/gateway` has. */
  isUnplanned: boolean;
}

export interface RandomOperation {
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}
