// What a field with `@requires` needs, and what a subgraph can answer below it.
import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import {
  argumentOf,
  fieldsOf,
  joinFields,
  joinTypes,
  membersOf,
  namedType,
  textOf,
  type Types,
} from './join-directives.ts';

/** What a field says to a subgraph that can't be said to a part of it. */
export const unmovable = ['override', 'overrideLabel', 'contextArguments', 'type', 'provides'];

/** The fields of objects that others require, as `Type.field`, also where they are required of an interface. */
export function requiredFields(
  types: Types,
  objects: readonly ObjectTypeDefinitionNode[],
): ReadonlySet<string> {
  const required = new Set<string>();
  const collect = (typeName: string, { selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        collect(node.typeCondition?.name.value ?? typeName, node.selectionSet);
        continue;
      }
      const name = node.name.value;
      for (const type of objects) {
        const isOfType = [type, ...(type.interfaces ?? [])].some((one) => one.name.value === typeName);
        if (isOfType) required.add(`${type.name.value}.${name}`);
      }
      const field = fieldsOf(types.get(typeName)).find((one) => one.name.value === name);
      if (field !== undefined && node.selectionSet !== undefined)
        collect(namedType(field.type), node.selectionSet);
    }
  };
  for (const type of objects) {
    for (const directive of (type.fields ?? []).flatMap(joinFields)) {
      const selection = selectionOf(textOf(directive, 'requires'));
      if (selection !== undefined) collect(type.name.value, selection);
    }
  }
  return required;
}

/** What the keys select by which a subgraph can be asked. */
export function needsOfKeys(
  types: Types,
  graph: string,
  type: ObjectTypeDefinitionNode,
): readonly Need[] | undefined {
  const needs = keysIn(type, graph).map((key) =>
    needsOf(types, graph, type.name.value, selectionOf(textOf(key, 'key'))!),
  );
  return needs.includes(undefined) ? undefined : needs.flatMap((inner) => inner ?? []);
}

/** Every type and field of a selection; undefined where it goes through what can't be told. */
export function needsOf(
  types: Types,
  graph: string,
  typeName: string,
  { selections }: SelectionSetNode,
): readonly Need[] | undefined {
  const type = types.get(typeName);
  if (type === undefined || joinTypes(type).some((one) => argumentOf(one, 'isInterfaceObject')))
    return undefined;
  const members = membersOf(types, type, graph);
  const needs: Need[] = [type.name.value, ...members].map((name) => ({ type: name, field: '__typename' }));
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return undefined;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value ?? typeName;
      if (on !== typeName && !members.includes(on)) return undefined;
      const inner = needsOf(types, graph, on, selection.selectionSet);
      if (inner === undefined) return undefined;
      needs.push(...inner);
      continue;
    }
    if (selection.name.value === '__typename') continue;
    const field = fieldsOf(type).find(({ name }) => name.value === selection.name.value);
    if (field === undefined) return undefined;
    for (const name of [typeName, ...members]) needs.push({ type: name, field: field.name.value });
    if (selection.selectionSet === undefined) continue;
    const inner = needsOf(types, graph, namedType(field.type), selection.selectionSet);
    if (inner === undefined) return undefined;
    needs.push(...inner);
  }
  return needs;
}

/**
 * What a subgraph can answer below a field. Of entities that is what ends there: to the rest there is a way by their
 * keys. Undefined where that can't be told.
 */
export function offeredBy(
  types: Types,
  graph: string,
  fieldType: TypeNode,
  seen = new Set<string>(),
): readonly Need[] | undefined {
  const type = types.get(namedType(fieldType));
  if (isLeaf(types, fieldType) || type === undefined || seen.has(type.name.value)) return [];
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined;
  seen.add(type.name.value);
  const isEntity = keysIn(type, graph).length > 0;
  const offers: Need[] = [{ type: type.name.value, field: '__typename' }];
  const ofKeys = needsOfKeys(types, graph, type);
  if (ofKeys === undefined) return undefined;
  offers.push(...ofKeys);
  for (const field of type.fields ?? []) {
    const joined = joinFields(field);
    const own = joined.find((one) => textOf(one, 'graph') === graph);
    if (joined.length > 0 && own === undefined) continue;
    const isComputed = own !== undefined && ['requires', 'external'].some((name) => argumentOf(own, name));
    if (isComputed || (isEntity && !isLeaf(types, field.type))) continue;
    const isUnmovable = own !== undefined && unmovable.some((name) => argumentOf(own, name));
    if (isUnmovable && isEntity) continue;
    if (isUnmovable) return undefined;
    const inner = offeredBy(types, graph, field.type, seen);
    if (inner === undefined) return undefined;
    offers.push({ type: type.name.value, field: field.name.value }, ...inner);
  }
  return offers;
}

/** The selection that a directive's text stands for. */
export function selectionOf(text: string | undefined): SelectionSetNode | undefined {
  if (text === undefined) return undefined;
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
}

/** The keys that a subgraph can be asked by. */
export function keysIn(type: TypeDefinitionNode, graph: string): readonly ConstDirectiveNode[] {
  return joinTypes(type).filter((one) => {
    const resolvable = argumentOf(one, 'resolvable');
    const isResolvable = resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
    return textOf(one, 'graph') === graph && isResolvable && argumentOf(one, 'key') !== undefined;
  });
}

function isLeaf(types: Types, type: TypeNode): boolean {
  const kind = types.get(namedType(type))?.kind;
  return kind === undefined || kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.ENUM_TYPE_DEFINITION;
}

/** A field of a type; `__typename` where only the type matters. */
export interface Need {
  readonly type: string;
  readonly field: string;
}
