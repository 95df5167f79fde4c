// Where a field requires what must be fetched, the planner looks whether the subgraph that the entity comes from could be
// asked for a part of it, and takes whatever stands in that subgraph's schema for a yes, also what is `@external` there
// and would be made up.
import {
  collectTargetFields,
  federationMetadata,
  type CompositeType,
  type FederationMetadata,
  type FieldDefinition,
  type ObjectType,
  type Supergraph,
} from '@apollo/federation-internals';

/**
 * Sees when a planner looks for what its subgraphs can't answer, and can hide it. What fields require it must have read by
 * then. The rest of what is external it finds by ways of its own: what comes along by `@provides`, and keys. Undefined
 * where there is nothing of the kind.
 */
export function watchExternals(supergraph: Supergraph): Externals | undefined {
  const hidden = new Map<ObjectType, ReadonlySet<string>>();
  for (const { schema } of supergraph.subgraphs()) {
    const metadata = federationMetadata(schema);
    if (metadata === undefined) continue;
    const inKeys = coordinatesInKeys(metadata);
    for (const type of schema.objectTypes()) {
      const fields = type
        .fields()
        .filter((field) => metadata.isFieldFullyExternal(field) && !inKeys.has(field.coordinate));
      if (fields.length > 0) hidden.set(type, new Set(fields.map(({ name }) => name)));
    }
  }
  if (hidden.size === 0) return undefined;

  let isHiding = false;
  let areMet = false;
  for (const [type, names] of hidden) {
    const find = type.field.bind(type);
    type.field = (name) => {
      if (!names.has(name)) return find(name);
      areMet = true;
      return isHiding ? undefined : find(name);
    };
  }
  return {
    isExternal: (type, field) => hidden.get(type)?.has(field) === true,
    watchedIn: (run) => {
      areMet = false;
      return run();
    },
    areMet: () => areMet,
    hiddenFrom: (run) => {
      isHiding = true;
      try {
        return run();
      } finally {
        isHiding = false;
      }
    },
  };
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

export interface Externals {
  isExternal(type: ObjectType, field: string): boolean;
  watchedIn<Result>(run: () => Result): Result;
  /** Whether any was looked for while they were watched. */
  areMet(): boolean;
  hiddenFrom<Result>(run: () => Result): Result;
}
