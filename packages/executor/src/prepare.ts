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
import { compileDeferred } from './defer/compile-deferred.ts';
import { openDecision, type Choices, type Decision, type Decisions } from './decisions/decisions.ts';
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
 * of its `@skip` and `@include` conditions and of what is decided about its request. Like operations share a plan.
 */
export function createPreparer<Context>(
  generation: Generation,
  decisions?: Decisions<Context>,
): Prepare<Context> {
  return createVariants(decisions, conditionVariables, ({ definition, fragments }, conditions, decision) => {
    const normalised = normalise(generation, definition, fragments, conditions, decision?.permit);
    return prepareNormalised(generation, definition, normalised, decision);
  });
}

/** Remembers one preparation of each operation for each combination of conditions and decisions. */
export function createVariants<Context, Prepared extends object>(
  decisions: Decisions<Context> | undefined,
  conditionsIn: (document: DocumentNode) => readonly string[],
  prepareVariant: PrepareVariant<Prepared>,
): Prepare<Context, Prepared> {
  // A server that caches parsed documents hands over the same object each time.
  const known = new WeakMap<DocumentNode, Map<string, KnownOperation<Prepared>>>();
  return (document, operationName, variables, request) => {
    const operations = known.get(document) ?? new Map<string, KnownOperation<Prepared>>();
    known.set(document, operations);
    const operation = operations.get(operationName ?? '') ?? toKnown(document, operationName);
    operations.set(operationName ?? '', operation);
    const conditions = conditionValues(operation.conditions, operation.definition, variables);
    const { choices } = operation;
    if (choices === undefined || decisions === undefined)
      return findVariant(operation, conditions, undefined);
    if (request === undefined) return findVariant(operation, conditions, openDecision);
    return decisions
      .decide(choices, request)
      .then((decision) => findVariant(operation, conditions, decision));
  };

  function findVariant(
    operation: KnownOperation<Prepared>,
    conditions: ConditionValues,
    decision: Decision | undefined,
  ): Prepared | Promise<Prepared> {
    const combination = [...conditions.values()].join();
    const variant = decision === undefined ? combination : `${combination} ${decision.key}`;
    const prepared = operation.variants.get(variant);
    if (prepared !== undefined) return prepared;
    const promise = prepareVariant(operation, conditions, decision);
    if (operation.variants.size < variantsMax) operation.variants.set(variant, promise);
    promise.then(
      (ready) => operation.variants.has(variant) && operation.variants.set(variant, ready),
      () => operation.variants.delete(variant),
    );
    return promise;
  }

  function toKnown(
    document: DocumentNode,
    operationName: string | null | undefined,
  ): KnownOperation<Prepared> {
    return {
      ...findOperation(document, operationName),
      conditions: conditionsIn(document),
      choices: decisions?.choicesIn(document),
      variants: new Map(),
    };
  }
}

// Six conditions in every combination; beyond that an operation is still answered, only not remembered.
const variantsMax = 64;

function findOperation(document: DocumentNode, operationName: string | null | undefined): OperationSource {
  const definition = getOperationAST(document, operationName);
  if (definition == null)
    throw new ExecutorError('Unknown operation, or no name among several.', 'BAD_USER_INPUT');
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { definition, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) };
}

/** Plans what has been normalised, and compiles its plan and its projection. */
export async function prepareNormalised(
  generation: Generation,
  definition: OperationDefinitionNode,
  normalised: NormalisedOperation,
  decision: Decision | undefined,
): Promise<PreparedOperation> {
  const rootType = generation.apiSchema.getRootType(definition.operation)!;
  const refusal = decision?.permit?.refusalOf(normalised.selections);
  const plan =
    refusal === undefined
      ? await findPlan(generation, normalised, rootType, decision?.activeLabels ?? [])
      : noPlan;
  return {
    definition,
    normalised,
    plan,
    rootType,
    refusal,
    isDecided: decision !== undefined,
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
  activeLabels: readonly string[],
): Promise<CompiledPlan> {
  if (normalised.document === undefined) return noPlan;
  const text = planKey(normalised.document);
  const key = activeLabels.length === 0 ? text : `${text}\n# ${activeLabels.join()}`;
  return plans.getOrMake(key, async () => {
    const plan = await planner.plan(text, activeLabels);
    if (normalised.operation === OperationTypeNode.SUBSCRIPTION)
      return compileEvent(plan, normalised, rootType, types);
    const compiled =
      plan.node?.kind === 'Defer' ? compileDeferred(plan.node, types) : compilePlan(plan, types);
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
export type Prepare<Context, Prepared = PreparedOperation> = (
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  /** Whose operation it is; undefined ahead of any request. */
  request?: { readonly context: Context },
) => Prepared | Promise<Prepared>;

type PrepareVariant<Prepared> = (
  operation: OperationSource,
  conditions: ConditionValues,
  decision: Decision | undefined,
) => Promise<Prepared>;

export interface PreparedOperation {
  readonly definition: OperationDefinitionNode;
  readonly normalised: NormalisedOperation;
  readonly plan: CompiledPlan;
  readonly rootType: GraphQLObjectType;
  readonly project: Project;
  /** Why it is not executed at all. */
  readonly refusal: ExecutorError | undefined;
  /** Whether anything was decided about who asks: then the answer is theirs alone. */
  readonly isDecided: boolean;
}

interface OperationSource {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface KnownOperation<Prepared> extends OperationSource {
  readonly conditions: readonly string[];
  readonly choices: Choices | undefined;
  readonly variants: Map<string, Prepared | Promise<Prepared>>;
}
