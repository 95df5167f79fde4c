import { getNamedType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { specDirective, type Annotated, type SpecDirective } from '../spec-directives.ts';
import { hasFields, internalSelections, type FieldOfType } from './internal-selections.ts';

/**
 * Reads what `@authenticated`, `@requiresScopes` and `@policy` of a supergraph ask of those who read it. Undefined
 * where none of them is used.
 */
export function readAccessRules(schema: GraphQLSchema): AccessRules | undefined {
  const needsOn = needsReader(schema);
  const types = Object.values(schema.getTypeMap());
  const isUsed = (element: Annotated): boolean => needsOn(element).length > 0;
  if (!types.some((type) => isUsed(type) || fieldsOf(type).some(isUsed))) return undefined;

  const selectedInside = internalSelections(schema);
  const known = new Map<string, readonly Need[]>();
  const ofType = (name: string): readonly Need[] => {
    const type = schema.getType(name);
    return type === undefined ? [] : needsOn(type);
  };
  const ofField = (field: FieldOfType): readonly Need[] => {
    const key = `${field.type.name}.${field.name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // @NOTE fields that require each other in a circle end here.
    known.set(key, []);
    const definition = field.type.getFields()[field.name];
    const own =
      definition === undefined ? [] : [...needsOn(definition), ...ofType(getNamedType(definition.type).name)];
    const inside = selectedInside(field).flatMap((one) => [...ofType(one.type.name), ...ofField(one)]);
    const needs = [...new Set([...own, ...inside])];
    known.set(key, needs);
    return needs;
  };
  return {
    ofType,
    ofField: (typeName, name) => {
      const type = schema.getType(typeName);
      return hasFields(type) ? ofField({ type, name }) : [];
    },
  };
}

// Equal needs are one object, so that each is weighed once for a request.
function needsReader(schema: GraphQLSchema): (element: Annotated) => readonly Need[] {
  const readers: readonly (readonly [Need['kind'], SpecDirective | undefined, string])[] = [
    ['authenticated', specDirective(schema, 'authenticated'), ''],
    ['scopes', specDirective(schema, 'requiresScopes'), 'scopes'],
    ['policies', specDirective(schema, 'policy'), 'policies'],
  ];
  const needs = new Map<string, Need>();
  return (element) =>
    readers.flatMap(([kind, directive, argument]) =>
      (directive?.usesOn(element) ?? []).map((values) => {
        const anyOf = alternatives(values[argument]);
        const key = JSON.stringify([kind, anyOf]);
        const need = needs.get(key) ?? { kind, anyOf };
        needs.set(key, need);
        return need;
      }),
    );
}

function alternatives(value: unknown): readonly (readonly string[])[] {
  const lists: readonly unknown[] = Array.isArray(value) ? value : [];
  return lists.map((list) => (Array.isArray(list) ? list.map(String) : [String(list)]));
}

function fieldsOf(type: GraphQLNamedType): readonly Annotated[] {
  return hasFields(type) ? Object.values(type.getFields()) : [];
}

/** All needs that are told for an element must be met. */
export interface AccessRules {
  /** Of a type by itself: of fragments on it, and of the root types. */
  ofType(name: string): readonly Need[];
  /** Of a field: its own, those of the type that it returns, and those of everything that it requires. */
  ofField(typeName: string, name: string): readonly Need[];
}

/** Met by a caller who has everything of at least one alternative; `authenticated` by everyone who is known. */
export interface Need {
  readonly kind: 'authenticated' | 'scopes' | 'policies';
  readonly anyOf: readonly (readonly string[])[];
}
