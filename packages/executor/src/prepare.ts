import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { compilePlan, type CompiledPlan } from './compile.ts';
import { conditionValues, conditionVariables, type ConditionValues } from './conditions.ts';
import { compileEvent } from './event.ts';
import { ExecutorError } from './errors.ts';
import type { Generation } from './generation.ts';
import {
  normalise,
  planKey,
  type ClientField,
  type ClientSelection,
  type NormalisedOperation,
} from './normalise.ts';
import { pathText } from './positions.ts';
import { compileProjection, type Project } from './project.ts';

/**
 * Finds or makes what is known of an operation before its variables' values: one preparation for each combination
 * of its `@skip` and `@include` conditions. Like operations share a plan.
 */
export function createPreparer(generation: Generation): Prepare {
  // A server that caches parsed documents hands over the same object each time.
  const known = new WeakMap<DocumentNode, Map<string, KnownOperation>>();
  return (document, operationName, variables) => {
    const operations = known.get(document) ?? new Map<string, KnownOperation>();
    known.set(document, operations);
    const operation = operations.get(operationName ?? '') ?? toKnown(document, operationName);
    operations.set(operationName ?? '', operation);
    const conditions = conditionValues(operation.conditions, operation.definition, variables);
    const variant = [...conditions.values()].join();
    const prepared = operation.variants.get(variant);
    if (prepared !== undefined) return prepared;
    const promise = prepareVariant(generation, operation, conditions);
    if (operation.variants.size < variantsMax) operation.variants.set(variant, promise);
    promise.then(
      (ready) => operation.variants.has(variant) && operation.variants.set(variant, ready),
      () => operation.variants.delete(variant),
    );
    return promise;
  };
}

// Six conditions in every combination; beyond that an operation is still answered, only not remembered.
const variantsMax = 64;

function toKnown(document: DocumentNode, operationName: string | null | undefined): KnownOperation {
  const definition = getOperationAST(document, operationName);
  if (definition == null)
    throw new ExecutorError('Unknown operation, or no name among several.', 'BAD_USER_INPUT');
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return {
    definition,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    conditions: conditionVariables(document),
    variants: new Map(),
  };
}

async function prepareVariant(
  generation: Generation,
  { definition, fragments }: KnownOperation,
  conditions: ConditionValues,
): Promise<PreparedOperation> {
  const normalised = normalise(generation.apiSchema, definition, fragments, conditions);
  const rootType = generation.apiSchema.getRootType(definition.operation)!;
  const plan = await findPlan(generation, normalised, rootType);
  return {
    definition,
    normalised,
    plan,
    rootType,
    project: compileProjection(
      generation.apiSchema,
      generation.types,
      rootType,
      normalised.selections,
      sharedPaths(plan),
    ),
  };
}

async function findPlan(
  { plans, planner, types }: Generation,
  normalised: NormalisedOperation,
  rootType: GraphQLObjectType,
): Promise<CompiledPlan> {
  if (normalised.document === undefined) return noPlan;
  const key = planKey(normalised.document);
  return plans.getOrMake(key, async () => {
    const plan = await planner.plan(key);
    if (normalised.operation === OperationTypeNode.SUBSCRIPTION)
      return compileEvent(plan, normalised, rootType, types);
    const compiled = compilePlan(plan, types);
    refuseUnplanned(normalised, compiled);
    return compiled;
  });
}

// The planner leaves out what no subgraph can ever answer; null would be a lie.
function refuseUnplanned({ selections }: NormalisedOperation, { requests }: CompiledPlan): void {
  const planned = new Set(requests.flatMap(({ rootKeys }) => rootKeys));
  const missing = rootFields(selections).find(({ key }) => !planned.has(key));
  if (missing !== undefined)
    throw new ExecutorError(`No subgraph can answer ${missing.name}.`, 'PLANNING_FAILED');
}

function rootFields(selections: readonly ClientSelection[]): readonly ClientField[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'fragment') return rootFields(selection.selections);
    return selection.kind === 'field' ? [selection] : [];
  });
}

function sharedPaths({ requests }: CompiledPlan): ReadonlySet<string> {
  const members = requests.flatMap(({ entities }) => entities.flatMap((one) => one.members));
  return new Set(
    members.map(({ path }) => pathText(path.map(({ key }) => key).filter((key) => key !== '@'))),
  );
}

const noPlan: CompiledPlan = { requests: [] };

/** Answers at once what has been prepared before. */
export type Prepare = (
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
) => PreparedOperation | Promise<PreparedOperation>;

export interface PreparedOperation {
  readonly definition: OperationDefinitionNode;
  readonly normalised: NormalisedOperation;
  readonly plan: CompiledPlan;
  readonly rootType: GraphQLObjectType;
  readonly project: Project;
}

interface KnownOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: readonly string[];
  readonly variants: Map<string, PreparedOperation | Promise<PreparedOperation>>;
}
