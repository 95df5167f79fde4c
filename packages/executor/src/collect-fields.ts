import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { ClientSelection } from './normalise.ts';

/** The fields of a selection for one concrete type: each response name once, in the order of the answer. */
export function collectFields(
  schema: GraphQLSchema,
  type: KnownType,
  selections: readonly ClientSelection[],
): readonly CollectedField[] {
  const fields = new Map<string, MutableField>();
  const collect = (from: readonly ClientSelection[]): void => {
    for (const selection of from) {
      if (selection.kind === 'fragment') {
        if (applies(schema, selection.on, type)) collect(selection.selections);
        continue;
      }
      const { kind, responseName } = selection;
      const isField = selection.kind === 'field';
      const known = fields.get(responseName);
      // What is withheld of an interface may be open on the type.
      if (known === undefined || (known.kind === 'withheld' && isField)) {
        fields.set(responseName, {
          kind,
          responseName,
          name: 'name' in selection ? selection.name : '__typename',
          key: isField ? selection.key : '__typename',
          selections: isField ? [...(selection.selections ?? [])] : [],
        });
      } else if (isField) {
        known.selections.push(...(selection.selections ?? []));
      }
    }
  };
  collect(selections);
  return [...fields.values()];
}

/** What is known of an object's type from its place in the schema and its `__typename`; undefined if it can't be. */
export function knownType(
  schema: GraphQLSchema,
  declared: GraphQLNamedType,
  typename: unknown,
): KnownType | undefined {
  if (isObjectType(declared)) return declared;
  if (!isAbstractType(declared)) return undefined;
  // A subgraph with an `@interfaceObject` knows no more of an object than its interface.
  if (isInterfaceType(declared) && (typename === undefined || typename === declared.name)) return declared;
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined;
  return isObjectType(type) && schema.isSubType(declared, type) ? type : undefined;
}

/** Whether what is asked of an object of an interface depends on its concrete type. */
export function dependsOnType(
  schema: GraphQLSchema,
  type: GraphQLInterfaceType,
  selections: readonly ClientSelection[],
): boolean {
  return selections.some((selection) => {
    if (selection.kind !== 'fragment') return selection.kind === 'typename';
    return !applies(schema, selection.on, type) || dependsOnType(schema, type, selection.selections);
  });
}

/** Whether a fragment on a type applies to objects of another. */
export function applies(schema: GraphQLSchema, on: string, type: KnownType): boolean {
  if (on === type.name) return true;
  const condition = schema.getType(on);
  return isAbstractType(condition) && schema.isSubType(condition, type);
}

/** An interface stands for an object of which no more is known than that: nothing asked for depends on its type. */
export type KnownType = GraphQLObjectType | GraphQLInterfaceType;

export interface CollectedField {
  readonly kind: Exclude<ClientSelection['kind'], 'fragment'>;
  readonly responseName: string;
  readonly name: string;
  /** Where the fetched data holds the value. */
  readonly key: string;
  readonly selections: readonly ClientSelection[];
}

interface MutableField extends CollectedField {
  readonly selections: ClientSelection[];
}
