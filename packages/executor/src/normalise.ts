// Stage 1. A client's operation becomes one that a planner can't misread, and the map back to the client's names.
// Planning, sending and answering do not happen here.
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { applies } from './collect-fields.ts';
import type { Permit } from './decisions/access.ts';
import { deferredFragment, type DeferMark, type MarkDeferred } from './defer/defer-directive.ts';
import { createFieldKeys, type FieldKeys } from './field-keys.ts';
import { isIncluded, type ConditionValues } from './conditions.ts';
import { createVariableTable, type VariableSource, type VariableTable } from './variable-table.ts';
import { ExecutorError } from './errors.ts';
import type { Generation } from './generation.ts';

const selectionsMax = 50_000;

/**
 * Rewrites one operation of a valid document:
 * - `@skip` and `@include` are folded, so that what is skipped is neither planned nor sent;
 * - fragments are inlined;
 * - each field that has arguments gets a key of its own, so that it never meets the same field with other
 *   arguments asked for by `@requires`, and an alias never overwrites a key field;
 * - literals become variables and variables get neutral names, so that like operations share one plan;
 * - what the caller may not read is left out of it, and marked for the answer.
 * @param markDeferred says which fragments are deferred; without it none is
 */
export function normalise(
  { apiSchema: schema, required }: Pick<Generation, 'apiSchema' | 'required'>,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  conditions: ConditionValues,
  permit: Permit | undefined,
  markDeferred?: MarkDeferred,
): NormalisedOperation {
  const rootType = schema.getRootType(operation.operation);
  if (rootType == null)
    throw new ExecutorError(`The schema has no ${operation.operation} type.`, 'BAD_USER_INPUT');
  const variables = createVariableTable(operation);
  const walk: Walk = {
    schema,
    fragments,
    conditions,
    permit,
    markDeferred,
    keys: createFieldKeys(schema, required),
    variables,
    introspection: [],
    selectionsLeft: selectionsMax,
  };
  const root = {
    parentType: rootType,
    possibleTypes: [rootType],
    isRoot: true,
    isWithheld: permit?.canReadType(rootType.name) === false,
  };
  const { client, internal } = normaliseSelections(walk, root, operation.selectionSet.selections);
  return {
    operation: operation.operation,
    selections: client,
    document: internal.length === 0 ? undefined : toDocument(operation, internal, variables),
    variables: variables.sources(),
    introspection: toIntrospection(operation, walk),
  };
}

function normaliseSelections(walk: Walk, place: Place, selections: readonly SelectionNode[]): Normalised {
  const result: Normalised = { client: [], internal: [] };
  for (const selection of selections) {
    if ((walk.selectionsLeft -= 1) < 0)
      throw new ExecutorError('The operation is too large.', 'BAD_USER_INPUT');
    if (!isIncluded(selection, walk.conditions)) continue;
    if (selection.kind === Kind.FIELD) addField(walk, place, selection, result);
    else addFragment(walk, place, selection, result);
  }
  return result;
}

function addField(walk: Walk, place: Place, node: FieldNode, result: Normalised): void {
  const { parentType, isRoot } = place;
  const name = node.name.value;
  const responseName = node.alias?.value ?? name;
  if (name === '__typename') {
    result.client.push({ kind: 'typename', responseName });
    if (!isRoot) result.internal.push(typenameField);
    return;
  }
  if (name === '__schema' || name === '__type') {
    walk.introspection.push(node);
    result.client.push({ kind: 'introspection', responseName });
    return;
  }
  const field =
    isObjectType(parentType) || 'getFields' in parentType ? parentType.getFields()[name] : undefined;
  if (field === undefined)
    throw new ExecutorError(`Unknown field ${parentType.name}.${name}.`, 'BAD_USER_INPUT');
  if (walk.permit !== undefined && !addPermitted(walk, walk.permit, place, node, result)) return;
  const directives = customDirectives(walk.schema, node);
  const key = walk.keys.keyOf(field, node, directives, parentType === walk.schema.getMutationType());
  const fieldType = getNamedType(field.type);
  const inner =
    node.selectionSet !== undefined && isCompositeType(fieldType)
      ? normaliseSelections(walk, inside(walk.schema, fieldType), node.selectionSet.selections)
      : undefined;
  result.client.push({ kind: 'field', responseName, name, key, selections: inner?.client });
  result.internal.push({
    kind: Kind.FIELD,
    name: node.name,
    alias: key === name ? undefined : { kind: Kind.NAME, value: key },
    arguments: (node.arguments ?? []).map((argument) => ({
      ...argument,
      value: walk.variables.lift(
        argument.value,
        field.args.find((arg) => arg.name === argument.name.value)?.type,
      ),
    })),
    directives: directives.map((directive) => walk.variables.rename(directive)),
    selectionSet: inner && {
      kind: Kind.SELECTION_SET,
      selections: orTypename(isAbstractType(fieldType) ? withTypename(inner) : inner.internal),
    },
  });
}

// Where nothing is wanted of some types the planner takes the object for nothing, and it would be null.
function withTypename({ client, internal }: Normalised): readonly SelectionNode[] {
  return client.some(({ kind }) => kind === 'fragment') ? [typenameField, ...internal] : internal;
}

// Answers whether a field may be read as it stands. Else it adds what stands for it.
function addPermitted(
  walk: Walk,
  permit: Permit,
  place: Place,
  node: FieldNode,
  result: Normalised,
): boolean {
  const { parentType, isWithheld } = place;
  const name = node.name.value;
  if (isWithheld || !permit.canReadField(parentType.name, name)) {
    result.client.push({ kind: 'withheld', responseName: node.alias?.value ?? name, name });
    return false;
  }
  if (!isInterfaceType(parentType)) return true;
  const types = walk.schema.getPossibleTypes(parentType);
  if (types.every((type) => permit.canReadType(type.name) && permit.canReadField(type.name, name)))
    return true;
  // Some of the interface's types may be read and others not: each is asked for by itself.
  for (const type of types) addFragment(walk, place, inlineFragment(type.name, [node]), result);
  return false;
}

function addFragment(
  walk: Walk,
  { parentType, possibleTypes, isRoot, isWithheld }: Place,
  node: Exclude<SelectionNode, FieldNode>,
  result: Normalised,
): void {
  const fragment = node.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(node.name.value) : node;
  if (fragment === undefined) throw new ExecutorError('Unknown fragment.', 'BAD_USER_INPUT');
  const on = fragment.typeCondition?.name.value ?? parentType.name;
  const type = walk.schema.getType(on);
  if (type === undefined || !isCompositeType(type)) {
    throw new ExecutorError(`A fragment can't be on ${on}.`, 'BAD_USER_INPUT');
  }
  const possible = possibleTypes.filter((one) => applies(walk.schema, on, one));
  // Nothing is of this type and of all those around it.
  if (possible.length === 0) return;
  const hides = isWithheld || walk.permit?.canReadType(on) === false;
  // @NOTE the planner stumbles over what is deferred within a fragment that says nothing new of its object's type. With
  // a permit, fields are weighed by the type that they were asked for on.
  const isTypeKnown =
    walk.markDeferred !== undefined && walk.permit === undefined && isObjectType(parentType);
  if (isTypeKnown && !applies(walk.schema, on, parentType)) return;
  const innerType = isTypeKnown ? parentType : type;
  const place = { parentType: innerType, possibleTypes: possible, isRoot, isWithheld: hides };
  const inner = normaliseSelections(walk, place, fragment.selectionSet.selections);
  if (inner.client.length === 0) return;
  const deferred = walk.markDeferred?.(node, isRoot ? parentType : undefined);
  result.client.push({ kind: 'fragment', on, selections: inner.client, deferred });
  if (deferred !== undefined) {
    // Whether a deferred part will come is told by its object's type, which has to be there before it.
    if (!isRoot) result.internal.push(typenameField);
    if (inner.internal.length === 0) return;
    // It also stumbles over a deferred fragment of another type than that around it.
    const selections =
      innerType === parentType ? inner.internal : [inlineFragment(innerType.name, inner.internal)];
    result.internal.push(deferredFragment(parentType.name, selections, deferred));
    return;
  }
  // @NOTE the planner sends mutations in fragments in another order than the client's: at the root there must be none.
  if (isRoot || innerType === parentType) result.internal.push(...inner.internal);
  else if (inner.internal.length > 0) result.internal.push(inlineFragment(innerType.name, inner.internal));
  // Whether what is withheld here is missing from an object depends on its type.
  else result.internal.push(typenameField);
}

function inside(schema: GraphQLSchema, parentType: GraphQLCompositeType): Place {
  return { parentType, possibleTypes: possibleTypesOf(schema, parentType), isRoot: false, isWithheld: false };
}

function possibleTypesOf(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}

function inlineFragment(on: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: on } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function toDocument(
  operation: OperationDefinitionNode,
  selections: readonly SelectionNode[],
  variables: VariableTable,
): DocumentNode {
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: operation.operation,
        name: operation.name,
        variableDefinitions: variables.definitions(),
        selectionSet: { kind: Kind.SELECTION_SET, selections },
      },
    ],
  };
}

// Introspection is answered here, from the API schema, and never sent: it keeps the client's own names.
function toIntrospection(operation: OperationDefinitionNode, walk: Walk): DocumentNode | undefined {
  if (walk.introspection.length === 0) return undefined;
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: walk.introspection } },
      ...walk.fragments.values(),
    ],
  };
}

/** The text by which two operations share a plan. */
export function planKey(document: DocumentNode): string {
  return print(document);
}

// With every default written out: one subgraph's definition may have it, and another's not.
function customDirectives(schema: GraphQLSchema, node: FieldNode): readonly DirectiveNode[] {
  const custom =
    node.directives?.filter(({ name }) => name.value !== 'skip' && name.value !== 'include') ?? [];
  return custom.map((directive) => {
    const given = directive.arguments ?? [];
    const missing = (schema.getDirective(directive.name.value)?.args ?? []).flatMap(({ name, astNode }) =>
      astNode?.defaultValue === undefined || given.some((argument) => argument.name.value === name)
        ? []
        : [{ kind: Kind.ARGUMENT as const, name: astNode.name, value: astNode.defaultValue }],
    );
    return missing.length === 0 ? directive : { ...directive, arguments: [...given, ...missing] };
  });
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function orTypename(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  return selections.length > 0 ? selections : [typenameField];
}

export interface NormalisedOperation {
  readonly operation: OperationDefinitionNode['operation'];
  readonly selections: readonly ClientSelection[];
  /** What is planned; undefined when nothing has to be fetched. */
  readonly document: DocumentNode | undefined;
  /** Where the value of each variable of `document` comes from. */
  readonly variables: readonly VariableSource[];
  readonly introspection: DocumentNode | undefined;
}

/** A selection as the client wrote it, with the key under which the fetched data holds it. */
export type ClientSelection =
  | { readonly kind: 'typename'; readonly responseName: string }
  | { readonly kind: 'introspection'; readonly responseName: string }
  | ClientField
  /** The caller may not read it: null, with an error. */
  | { readonly kind: 'withheld'; readonly responseName: string; readonly name: string }
  | {
      readonly kind: 'fragment';
      readonly on: string;
      readonly selections: readonly ClientSelection[];
      readonly deferred?: DeferMark | undefined;
    };

export interface ClientField {
  readonly kind: 'field';
  readonly responseName: string;
  readonly name: string;
  readonly key: string;
  readonly selections: readonly ClientSelection[] | undefined;
}

interface Normalised {
  readonly client: ClientSelection[];
  readonly internal: SelectionNode[];
}

/** What encloses a selection. */
interface Place {
  readonly parentType: GraphQLCompositeType;
  /** What an object here may be, by all the fragments around. */
  readonly possibleTypes: readonly GraphQLObjectType[];
  readonly isRoot: boolean;
  /** Nothing of it may be read. */
  readonly isWithheld: boolean;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: ConditionValues;
  /** Undefined where everything may be read. */
  readonly permit: Permit | undefined;
  readonly markDeferred: MarkDeferred | undefined;
  readonly keys: FieldKeys;
  readonly variables: VariableTable;
  readonly introspection: FieldNode[];
  selectionsLeft: number;
}
