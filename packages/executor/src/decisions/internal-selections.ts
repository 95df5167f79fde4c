import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { directivesOf, specDirective, type SpecDirective } from '../spec-directives.ts';

/**
 * What the executor fetches behind the client's back for one field: the fields that `@requires` names, and those that
 * `@fromContext` takes from an ancestor. Each is told with its type; nested ones too.
 */
export function internalSelections(schema: GraphQLSchema): (field: FieldOfType) => readonly FieldOfType[] {
  const join = specDirective(schema, 'join', 'field');
  const contextTypes = typesByContext(schema);
  return ({ type, name }) => {
    const found: FieldOfType[] = [];
    for (const owner of ownersOf(type, name, join)) {
      for (const use of join?.usesOn(owner.getFields()[name] ?? {}) ?? []) {
        if (typeof use.requires === 'string') found.push(...fieldsIn(schema, owner, use.requires));
        for (const argument of contextArguments(use.contextArguments)) {
          for (const ancestor of contextTypes.get(argument.context) ?? []) {
            found.push(...fieldsIn(schema, ancestor, argument.selection));
          }
        }
      }
    }
    return found;
  };
}

// A field that comes from an `@interfaceObject` is explained on its interface.
function ownersOf(
  type: CompositeWithFields,
  name: string,
  join: SpecDirective | undefined,
): readonly CompositeWithFields[] {
  const field = type.getFields()[name];
  const isFromInterface =
    field !== undefined && join?.usesOn(field).some(({ graph }) => graph === undefined) === true;
  if (!isFromInterface) return [type];
  return [type, ...type.getInterfaces().filter((one) => name in one.getFields())];
}

/** Every field that a set of fields names, nested ones too, as `@join__field` writes it: with or without braces. */
export function fieldsIn(
  schema: GraphQLSchema,
  type: CompositeWithFields,
  text: string,
): readonly FieldOfType[] {
  const found: FieldOfType[] = [];
  collect(schema, type, parseSelections(text), found);
  return found;
}

function collect(
  schema: GraphQLSchema,
  type: CompositeWithFields,
  { selections }: SelectionSetNode,
  found: FieldOfType[],
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = schema.getType(selection.typeCondition?.name.value ?? type.name);
      if (hasFields(on)) collect(schema, on, selection.selectionSet, found);
    } else if (selection.kind === Kind.FIELD) {
      const field = type.getFields()[selection.name.value];
      if (field === undefined) continue;
      found.push({ type, name: field.name });
      const fieldType = getNamedType(field.type);
      if (selection.selectionSet === undefined) continue;
      if (hasFields(fieldType)) collect(schema, fieldType, selection.selectionSet, found);
    }
  }
}

function typesByContext(schema: GraphQLSchema): ReadonlyMap<string, readonly CompositeWithFields[]> {
  const context = specDirective(schema, 'context');
  const byName = new Map<string, CompositeWithFields[]>();
  if (context === undefined) return byName;
  for (const type of Object.values(schema.getTypeMap())) {
    if (directivesOf(type).length === 0) continue;
    const owners = 'getTypes' in type ? type.getTypes() : hasFields(type) ? [type] : [];
    for (const { name } of context.usesOn(type)) {
      byName.set(String(name), [...(byName.get(String(name)) ?? []), ...owners]);
    }
  }
  return byName;
}

function contextArguments(value: unknown): readonly ContextArgument[] {
  return Array.isArray(value) ? (value as ContextArgument[]) : [];
}

function parseSelections(text: string): SelectionSetNode {
  const braced = text.trim().startsWith('{') ? text : `{${text}}`;
  const [definition] = parse(braced, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A field set is one selection');
  return definition.selectionSet;
}

export function hasFields(type: unknown): type is CompositeWithFields {
  return isObjectType(type) || isInterfaceType(type);
}

export type CompositeWithFields = GraphQLObjectType | GraphQLInterfaceType;

export interface FieldOfType {
  readonly type: CompositeWithFields;
  readonly name: string;
}

interface ContextArgument {
  readonly context: string;
  readonly selection: string;
}
