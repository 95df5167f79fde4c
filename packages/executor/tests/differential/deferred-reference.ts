import {
  getArgumentValues,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  locatedError,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Executes an operation with `@defer` over one schema, step by step as the specification tells it, for resolvers that
 * answer at once: the yardstick for answers in parts.
 *
 * The rule for errors: a deferred fragment at one object is an answer of its own. Null goes up to the fragment, which
 * is then null with the error, and no further; the object itself and what was answered of it stay. A fragment below
 * a place that was answered with null is never heard of. A field that stands both in a fragment and outside is
 * answered in both, and each time by the rules of where it stands.
 */
export function executeDeferred(execution: DeferredExecution): DeferredResult {
  const { schema, document } = execution;
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
  const root: Part = {
    label: undefined,
    path: [],
    type: schema.getRootType(operation.operation)!,
    source: undefined,
    selectionSets: [operation.selectionSet],
  };
  const { data, errors, deferred } = executePart(execution, root);
  const parts: ReferencePart[] = [];
  const queue = [...deferred];
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const answer = executePart(execution, part);
    parts.push({ label: part.label, path: part.path, data: answer.data, errors: answer.errors });
    queue.push(...answer.deferred);
  }
  return { data, errors, parts };
}

function executePart(execution: DeferredExecution, part: Part): PartResult {
  const result: Mutable = { errors: [], deferred: [] };
  const data = boundary(result, part.path, () =>
    executeObject(execution, result, part.type, part.source, part.selectionSets, part.path),
  );
  return { ...result, data };
}

function executeObject(
  execution: DeferredExecution,
  result: Mutable,
  type: GraphQLObjectType,
  source: unknown,
  selectionSets: readonly SelectionSetNode[],
  path: Path,
): object {
  const fields = new Map<string, FieldNode[]>();
  for (const set of selectionSets) {
    collect(execution, type, set, fields, (label, inner) =>
      result.deferred.push({ label, path, type, source, selectionSets: [inner] }),
    );
  }
  const entries = [...fields].map(([responseName, nodes]): [string, unknown] => {
    const [node] = nodes;
    const fieldPath = [...path, responseName];
    if (node!.name.value === '__typename') return [responseName, type.name];
    const field = type.getFields()[node!.name.value]!;
    const resolve = (): unknown => {
      const args = getArgumentValues(field, node!, execution.variables);
      const value = execution.resolve(source, args, type, field.name, field.type);
      return complete(execution, result, field.type, value, nodes, fieldPath, `${type.name}.${field.name}`);
    };
    return [
      responseName,
      isNonNullType(field.type) ? noted(fieldPath, resolve) : boundary(result, fieldPath, resolve),
    ];
  });
  return Object.fromEntries(entries);
}

function complete(
  execution: DeferredExecution,
  result: Mutable,
  type: GraphQLOutputType,
  value: unknown,
  nodes: readonly FieldNode[],
  path: Path,
  name: string,
): unknown {
  if (isNonNullType(type)) {
    const completed = complete(execution, result, type.ofType, value, nodes, path, name);
    if (completed === null)
      throw new GraphQLError(`Cannot return null for non-nullable field ${name}.`, { path });
    return completed;
  }
  if (value == null) return null;
  if (isListType(type)) {
    return (value as unknown[]).map((item, index) => {
      const itemPath = [...path, index];
      const completeItem = (): unknown =>
        complete(execution, result, type.ofType, item, nodes, itemPath, name);
      return isNonNullType(type.ofType)
        ? noted(itemPath, completeItem)
        : boundary(result, itemPath, completeItem);
    });
  }
  if (isLeafType(type)) return type.serialize(value);
  const objectType = isAbstractType(type)
    ? (execution.schema.getType((value as { __typename: string }).__typename) as GraphQLObjectType)
    : type;
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return executeObject(execution, result, objectType, value, selectionSets, path);
}

// A place that may be null: an error below ends here, and what would have come later for it with it.
function boundary<Value>(result: Mutable, path: Path, run: () => Value): Value | null {
  const { length } = result.deferred;
  try {
    return run();
  } catch (error) {
    result.errors.push(locatedError(error, undefined, path));
    result.deferred.length = length;
    return null;
  }
}

// A place that may not be null: the error is given the place where it arose and goes on.
function noted<Value>(path: Path, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw locatedError(error, undefined, path);
  }
}

function collect(
  execution: DeferredExecution,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  defer: (label: string | undefined, inner: SelectionSetNode) => void,
): void {
  for (const node of selections) {
    if (!isIncluded(execution, node)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      fields.set(key, [...(fields.get(key) ?? []), node]);
      continue;
    }
    const fragment = fragmentOf(execution, node);
    if (!doesApply(execution.schema, fragment.typeCondition?.name.value, type)) continue;
    const directive = directiveOf(node, 'defer');
    if (directive === undefined || !isTrue(execution, directive)) {
      collect(execution, type, fragment.selectionSet, fields, defer);
      continue;
    }
    const label = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
    defer(label?.kind === Kind.STRING ? label.value : undefined, fragment.selectionSet);
  }
}

function isTrue({ variables }: DeferredExecution, directive: DirectiveNode): boolean {
  const condition = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
  if (condition?.kind === Kind.VARIABLE) return variables[condition.name.value] !== false;
  return condition?.kind !== Kind.BOOLEAN || condition.value;
}

function isIncluded(execution: DeferredExecution, node: SelectionNode): boolean {
  const skip = directiveOf(node, 'skip');
  const include = directiveOf(node, 'include');
  return !(skip && isTrue(execution, skip)) && !(include && !isTrue(execution, include));
}

function directiveOf({ directives = [] }: SelectionNode, name: string): DirectiveNode | undefined {
  return directives.find((directive) => directive.name.value === name);
}

function fragmentOf(
  { document }: DeferredExecution,
  node: InlineFragmentNode | FragmentSpreadNode,
): InlineFragmentNode | FragmentDefinitionNode {
  if (node.kind === Kind.INLINE_FRAGMENT) return node;
  const found = document.definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
  );
  if (found?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`There is no fragment ${node.name.value}`);
  return found;
}

function doesApply(schema: GraphQLSchema, on: string | undefined, type: GraphQLObjectType): boolean {
  if (on === undefined || on === type.name) return true;
  const condition = schema.getType(on);
  return isAbstractType(condition) && schema.isSubType(condition, type);
}

export interface DeferredExecution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** As coerced, defaults included. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly resolve: (
    source: unknown,
    args: Readonly<Record<string, unknown>>,
    type: GraphQLObjectType,
    fieldName: string,
    fieldType: GraphQLOutputType,
  ) => unknown;
}

export interface DeferredResult {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
  readonly parts: readonly ReferencePart[];
}

export interface ReferencePart {
  readonly label: string | undefined;
  readonly path: Path;
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
}

export type Path = readonly (string | number)[];

interface Part {
  readonly label: string | undefined;
  readonly path: Path;
  readonly type: GraphQLObjectType;
  readonly source: unknown;
  readonly selectionSets: readonly SelectionSetNode[];
}

interface Mutable {
  readonly errors: GraphQLError[];
  readonly deferred: Part[];
}

interface PartResult extends Mutable {
  readonly data: unknown;
}
