import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  valueFromAST,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { isRecord } from '../json.ts';
import { specDirective, type Annotated } from '../spec-directives.ts';

/** Reads `@cost` and `@listSize`, under whatever names a supergraph links them. */
export function readCostRules(schema: GraphQLSchema): CostRules {
  const cost = specDirective(schema, 'cost', 'cost');
  const listSize = specDirective(schema, 'cost', 'listSize');
  const weightOf = (element: Annotated): number | undefined => {
    const weight = cost?.usesOn(element)[0]?.weight;
    return typeof weight === 'number' ? weight : undefined;
  };
  const inputCost = (input: GraphQLArgument | GraphQLInputField, value: unknown): number =>
    weightOf(input) ?? valueCost(input.type, value);
  const valueCost = (type: GraphQLInputType, value: unknown): number => {
    const nullable = getNullableType(type);
    if (value === null || value === undefined) return 0;
    if (isListType(nullable)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.reduce<number>((sum, item) => sum + valueCost(nullable.ofType, item), 0);
    }
    const own = weightOf(nullable);
    if (!isInputObjectType(nullable) || !isRecord(value)) return own ?? 0;
    return Object.values(nullable.getFields())
      .filter(({ name }) => value[name] !== undefined)
      .reduce((sum, field) => sum + inputCost(field, value[field.name]), own ?? 1);
  };
  return {
    fieldWeight: (field) => {
      const type = getNamedType(field.type);
      return weightOf(field) ?? weightOf(type) ?? (isCompositeType(type) ? 1 : 0);
    },
    inputCost,
    listSize: (field) => {
      const use = listSize?.usesOn(field)[0];
      if (use === undefined) return undefined;
      const slicingArguments = namesIn(use.slicingArguments);
      return {
        assumedSize: typeof use.assumedSize === 'number' ? use.assumedSize : undefined,
        slicingArguments,
        sizedFields: namesIn(use.sizedFields),
        requiresOneSlicingArgument: slicingArguments.length > 0 && use.requireOneSlicingArgument !== false,
      };
    },
  };
}

/** The value of an argument in one request, with its default; undefined where it has none. */
export function argumentValue(
  argument: GraphQLArgument,
  node: ValueNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const value: unknown = node === undefined ? undefined : valueFromAST(node, argument.type, variables);
  return value === undefined ? argument.defaultValue : value;
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export interface CostRules {
  /** Of one instance of what a field returns, without what is selected on it. */
  readonly fieldWeight: (field: GraphQLField<unknown, unknown>) => number;
  readonly inputCost: (input: GraphQLArgument | GraphQLInputField, value: unknown) => number;
  readonly listSize: (field: GraphQLField<unknown, unknown>) => ListSize | undefined;
}

export interface ListSize {
  readonly assumedSize: number | undefined;
  readonly slicingArguments: readonly string[];
  /** Lists in what the field returns that have the size, in place of itself. */
  readonly sizedFields: readonly string[];
  readonly requiresOneSlicingArgument: boolean;
}
