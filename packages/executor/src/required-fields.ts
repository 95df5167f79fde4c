import { getNamedType, isCompositeType, type GraphQLSchema } from 'graphql';
import {
  fieldsIn,
  hasFields,
  internalSelections,
  type FieldOfType,
} from './decisions/internal-selections.ts';
import { specDirective } from './spec-directives.ts';

/** The names of what keys, `@requires` or `@fromContext` select: of fields with objects, and of such that take arguments. */
export function readRequired(supergraph: GraphQLSchema): RequiredFields {
  const joinType = specDirective(supergraph, 'join', 'type');
  const selectedBy = internalSelections(supergraph);
  const selected = Object.values(supergraph.getTypeMap())
    .filter(hasFields)
    .flatMap((type) => [
      ...(joinType?.usesOn(type) ?? []).flatMap(({ key }) =>
        typeof key === 'string' ? fieldsIn(supergraph, type, key) : [],
      ),
      ...Object.keys(type.getFields()).flatMap((name) => selectedBy({ type, name })),
    ]);
  const namesWhere = (isMeant: (field: FieldOfType) => boolean): ReadonlySet<string> =>
    new Set(selected.filter(isMeant).map(({ name }) => name));
  return {
    objects: namesWhere(({ type, name }) => isCompositeType(getNamedType(type.getFields()[name]?.type))),
    withArguments: namesWhere(({ type, name }) => (type.getFields()[name]?.args.length ?? 0) > 0),
  };
}

export interface RequiredFields {
  /** Of their objects subgraphs need a part, to find an entity or to compute with. */
  readonly objects: ReadonlySet<string>;
  /** Clients may see them without arguments: these may be inaccessible, or not be the interface's. */
  readonly withArguments: ReadonlySet<string>;
}
