import { getNamedType, isCompositeType, type GraphQLSchema } from 'graphql';
import {
  fieldsIn,
  hasFields,
  internalSelections,
  type FieldOfType,
} from './decisions/internal-selections.ts';
import { specDirective } from './spec-directives.ts';

/** The names of fields with objects of which keys, `@requires` or `@fromContext` select a part. */
export function readRequiredObjects(supergraph: GraphQLSchema): ReadonlySet<string> {
  const joinType = specDirective(supergraph, 'join', 'type');
  const selectedBy = internalSelections(supergraph);
  const hasObject = ({ type, name }: FieldOfType): boolean =>
    isCompositeType(getNamedType(type.getFields()[name]?.type));
  const selected = Object.values(supergraph.getTypeMap())
    .filter(hasFields)
    .flatMap((type) => [
      ...(joinType?.usesOn(type) ?? []).flatMap(({ key }) =>
        typeof key === 'string' ? fieldsIn(supergraph, type, key) : [],
      ),
      ...Object.keys(type.getFields()).flatMap((name) => selectedBy({ type, name })),
    ]);
  return new Set(selected.filter(hasObject).map(({ name }) => name));
}
