import { Kind, type ConstDirectiveNode, type DocumentNode, type TypeDefinitionNode } from 'graphql';
import { argumentOf, textOf } from './join-directives.ts';

/**
 * A supergraph without the keys by which a subgraph can't be asked (`resolvable: false`), where the same subgraph has
 * one by which it can: the planner takes the first key that it finds when it comes back to a subgraph for a field with
 * `@requires`. Undefined where there is none.
 */
export function withoutNeedlessKeys(supergraph: DocumentNode): DocumentNode | undefined {
  const definitions = supergraph.definitions.map((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
      ? keepNeeded(definition)
      : definition,
  );
  const isChanged = definitions.some((definition, index) => definition !== supergraph.definitions[index]);
  return isChanged ? { ...supergraph, definitions } : undefined;
}

function keepNeeded<Definition extends TypeDefinitionNode>(definition: Definition): Definition {
  const keys = definition.directives?.filter(isKey) ?? [];
  const resolvableIn = new Set(keys.filter(isResolvable).map(graphOf));
  if (keys.every((key) => isResolvable(key) || !resolvableIn.has(graphOf(key)))) return definition;
  const directives = definition.directives?.filter(
    (directive) => !isKey(directive) || isResolvable(directive) || !resolvableIn.has(graphOf(directive)),
  );
  return { ...definition, directives };
}

function isKey(directive: ConstDirectiveNode): boolean {
  return directive.name.value === 'join__type' && argumentOf(directive, 'key') !== undefined;
}

function isResolvable(key: ConstDirectiveNode): boolean {
  const value = argumentOf(key, 'resolvable');
  return value?.kind !== Kind.BOOLEAN || value.value;
}

function graphOf(key: ConstDirectiveNode): string | undefined {
  return textOf(key, 'graph');
}
