// Where a field requires what must be fetched, the planner looks whether the subgraph that the entity comes from could be
// asked for a part of it, and takes whatever stands in that subgraph's schema for a yes, also what is `@external` there
// and would be made up.
import {
  collectTargetFields,
  federationMetadata,
  type CompositeType,
  type FederationMetadata,
  type FieldDefinition,
  type Supergraph,
} from '@apollo/federation-internals';

/**
 * Lets a planner no longer find in its subgraphs what they can't answer. What other fields require it must have read by
 * then. The rest of what is external it finds by ways of its own: what comes along by `@provides`, and keys.
 */
export function hideExternals(supergraph: Supergraph): void {
  for (const { schema } of supergraph.subgraphs()) {
    const metadata = federationMetadata(schema);
    if (metadata === undefined) continue;
    const inKeys = coordinatesInKeys(metadata);
    for (const type of schema.objectTypes()) {
      const hidden = type
        .fields()
        .filter((field) => metadata.isFieldFullyExternal(field) && !inKeys.has(field.coordinate));
      if (hidden.length === 0) continue;
      const names = new Set(hidden.map(({ name }) => name));
      const find = type.field.bind(type);
      type.field = (name) => (names.has(name) ? undefined : find(name));
    }
  }
}

function coordinatesInKeys(metadata: FederationMetadata): ReadonlySet<string> {
  const fields = [...metadata.keyDirective().applications()].flatMap(
    (directive): readonly FieldDefinition<CompositeType>[] =>
      collectTargetFields({
        parentType: directive.parent as CompositeType,
        directive: directive as Parameters<typeof collectTargetFields>[0]['directive'],
        includeInterfaceFieldsImplementations: true,
        validate: false,
      }),
  );
  return new Set(fields.map(({ coordinate }) => coordinate));
}
