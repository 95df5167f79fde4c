// The cost of an operation by `@cost` and `@listSize`: expected before it runs, and actual from its answer.
import {
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isCompositeType,
  isListType,
  Kind,
  OperationTypeNode,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import type { OperationRequest } from '../create-executor.ts';
import { conditionValues, conditionVariables, isIncluded, type ConditionValues } from '../conditions.ts';
import { ExecutorError } from '../errors.ts';
import { hasFields } from '../decisions/internal-selections.ts';
import { isRecord } from '../json.ts';
import { argumentValue, readCostRules, type CostRules } from './cost-rules.ts';

/** Reads a supergraph's rules once; each call weighs one valid operation. */
export function createCostMeter(supergraph: GraphQLSchema, listSizeDefault: number): CostMeter {
  const rules = readCostRules(supergraph);
  return {
    expected: (request) => weigh(supergraph, rules, request, { listSizeDefault, data: undefined }),
    actual: (request, data) => weigh(supergraph, rules, request, { listSizeDefault, data }),
  };
}

const mutationCost = 10;

function weigh(
  schema: GraphQLSchema,
  rules: CostRules,
  { document, operationName, variables = {} }: OperationRequest,
  { listSizeDefault, data }: Measure,
): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (operation == null || root == null) throw new ExecutorError('Unknown operation.', 'BAD_USER_INPUT');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) throw errors?.[0] ?? new ExecutorError('Invalid variables.', 'BAD_USER_INPUT');
  const weighing: Weighing = {
    schema,
    rules,
    variables: coerced,
    conditions: conditionValues(conditionVariables(document), operation, variables),
    fragments: fragmentsIn(document),
    listSizeDefault,
    known: new Map(),
  };
  const { selections } = operation.selectionSet;
  const cost =
    data === undefined
      ? selectionsCost(weighing, selections, root, noSizes)
      : objectCost(weighing, selections, root, data);
  return cost + (operation.operation === OperationTypeNode.MUTATION ? mutationCost : 0);
}

function selectionsCost(
  weighing: Weighing,
  selections: readonly SelectionNode[],
  type: GraphQLNamedType,
  sizes: Sizes,
): number {
  let cost = 0;
  for (const selection of selections) {
    if (!isIncluded(selection, weighing.conditions)) continue;
    if (selection.kind === Kind.FIELD) cost += expectedFieldCost(weighing, selection, type, sizes);
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = typeNamed(weighing, selection.typeCondition?.name.value) ?? type;
      cost += selectionsCost(weighing, selection.selectionSet.selections, on, sizes);
    } else cost += fragmentCost(weighing, selection.name.value, sizes);
  }
  return cost;
}

// Each fragment is weighed once, so that a small text can't cost much time.
function fragmentCost(weighing: Weighing, name: string, sizes: Sizes): number {
  const fragment = weighing.fragments.get(name);
  const type = typeNamed(weighing, fragment?.typeCondition.name.value);
  if (fragment === undefined || type === undefined) return 0;
  const bySizes = weighing.known.get(fragment) ?? new Map<Sizes, number>();
  weighing.known.set(fragment, bySizes);
  const cost = bySizes.get(sizes) ?? selectionsCost(weighing, fragment.selectionSet.selections, type, sizes);
  bySizes.set(sizes, cost);
  return cost;
}

function expectedFieldCost(
  weighing: Weighing,
  node: FieldNode,
  parent: GraphQLNamedType,
  sizes: Sizes,
): number {
  const field = fieldOf(parent, node);
  if (field === undefined) return 0;
  const { size, sizedFields } = expectedSize(weighing, node, field);
  const isList = isListType(getNullableType(field.type));
  const count = isList ? (sizes.get(field.name) ?? (sizedFields.length > 0 ? undefined : size)) : 1;
  const inner: Sizes =
    size === undefined || sizedFields.length === 0
      ? noSizes
      : new Map(sizedFields.map((name) => [name, size]));
  const type = getNamedType(field.type);
  const below = selectionsCost(weighing, node.selectionSet?.selections ?? [], type, inner);
  const each = weighing.rules.fieldWeight(field) + below;
  return (count ?? weighing.listSizeDefault) * each + argumentsCost(weighing, node, field);
}

function expectedSize(
  { rules, variables }: Weighing,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): ExpectedSize {
  const rule = rules.listSize(field);
  if (rule === undefined) return { size: undefined, sizedFields: [] };
  const slices = rule.slicingArguments.flatMap((name) => {
    const value = argumentOf(node, field, name, variables);
    return typeof value === 'number' ? [Math.max(value, 0)] : [];
  });
  if (rule.requiresOneSlicingArgument && slices.length !== 1) {
    const names = rule.slicingArguments.join(', ');
    throw new ExecutorError(`${field.name} takes exactly one of ${names}.`, 'BAD_USER_INPUT');
  }
  const size = slices.length > 0 ? Math.max(...slices) : rule.assumedSize;
  return { size, sizedFields: rule.sizedFields };
}

function objectCost(
  weighing: Weighing,
  selections: readonly SelectionNode[],
  type: GraphQLNamedType,
  object: Readonly<Record<string, unknown>>,
): number {
  const fields = new Map<string, { node: FieldNode; parent: GraphQLNamedType; inner: SelectionNode[] }>();
  const collect = (from: readonly SelectionNode[], parent: GraphQLNamedType): void => {
    for (const selection of from) {
      if (!isIncluded(selection, weighing.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name) ?? { node: selection, parent, inner: [] };
        known.inner.push(...(selection.selectionSet?.selections ?? []));
        fields.set(name, known);
      } else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : weighing.fragments.get(selection.name.value);
        if (fragment === undefined) continue;
        collect(
          fragment.selectionSet.selections,
          typeNamed(weighing, fragment.typeCondition?.name.value) ?? parent,
        );
      }
    }
  };
  collect(selections, type);
  let cost = 0;
  for (const [name, { node, parent, inner }] of fields) {
    const field = fieldOf(parent, node);
    // What belongs to a fragment on another type is not in the answer.
    if (field === undefined || object[name] === undefined) continue;
    cost += argumentsCost(weighing, node, field);
    for (const item of [object[name]].flat(Infinity)) {
      if (item === null) continue;
      cost += weighing.rules.fieldWeight(field);
      if (isRecord(item)) cost += objectCost(weighing, inner, getNamedType(field.type), item);
    }
  }
  return cost;
}

function argumentsCost(
  { rules, variables }: Weighing,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): number {
  return field.args.reduce((cost, argument) => {
    const value = argumentOf(node, field, argument.name, variables);
    return value === undefined ? cost : cost + rules.inputCost(argument, value);
  }, 0);
}

function argumentOf(
  { arguments: given = [] }: { readonly arguments?: readonly ArgumentNode[] | undefined },
  { args }: { readonly args: readonly GraphQLArgument[] },
  name: string,
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const argument = args.find((one) => one.name === name);
  const node = given.find((one) => one.name.value === name);
  return argument === undefined ? undefined : argumentValue(argument, node?.value, variables);
}

function fieldOf(type: GraphQLNamedType, node: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return hasFields(type) ? type.getFields()[node.name.value] : undefined;
}

function typeNamed({ schema }: Weighing, name: string | undefined): GraphQLNamedType | undefined {
  const type = name === undefined ? undefined : schema.getType(name);
  return isCompositeType(type) ? type : undefined;
}

function fragmentsIn({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

const noSizes: Sizes = new Map();

export interface CostMeter {
  /** Before it runs. Throws BAD_USER_INPUT where `@listSize` demands a size that is not given. */
  expected(request: OperationRequest): number;
  /** From the `data` of its answer. */
  actual(request: OperationRequest, data: Readonly<Record<string, unknown>>): number;
}

interface Measure {
  readonly listSizeDefault: number;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** The sizes of lists, by field, that the field above them tells. */
type Sizes = ReadonlyMap<string, number>;

interface ExpectedSize {
  readonly size: number | undefined;
  readonly sizedFields: readonly string[];
}

interface Weighing {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly conditions: ConditionValues;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly listSizeDefault: number;
  readonly known: Map<FragmentDefinitionNode, Map<Sizes, number>>;
}
