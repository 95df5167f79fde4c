import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type FieldNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

/**
 * One query for several entity fetches to one subgraph. Fetches that select the same share one `_entities` field;
 * each other one gets a field and a variable of its own.
 */
export function mergeEntityQueries(fetches: readonly FetchNode[]): MergedQuery {
  const parsed = fetches.map(({ operation }) => parseEntityQuery(operation));
  const indexesBySelection = new Map<string, number[]>();
  parsed.forEach(({ entities }, index) => {
    const text = print(entities) + JSON.stringify(fetches[index]?.outputRewrites ?? []);
    indexesBySelection.set(text, [...(indexesBySelection.get(text) ?? []), index]);
  });
  const groups = [...indexesBySelection.values()];
  const variables = [...new Set(fetches.flatMap(({ variableUsages }) => variableUsages ?? []))];
  const operationName = fetches[0]?.operationName;
  if (groups.length === 1) {
    const onlyKey = onlyKeyIn(parsed[0]!.entities);
    const part = { responseKey: '_entities', variable: 'representations', fetchIndexes: groups[0]!, onlyKey };
    return { query: fetches[0]!.operation, operationName, variables, parts: [part] };
  }
  const parts = groups.map((fetchIndexes, index) => ({
    responseKey: `_${index}`,
    variable: `representations${index}`,
    fetchIndexes,
  }));
  const first = parsed[0]!.definition;
  const definition: OperationDefinitionNode = {
    ...first,
    variableDefinitions: [...representationDefinitions(first, parts), ...clientDefinitions(parsed)],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: parts.map((part) => renamed(parsed[part.fetchIndexes[0]!]!.entities, part)),
    },
  };
  return { query: stripIgnoredCharacters(print(definition)), operationName, variables, parts };
}

function parseEntityQuery(query: string): ParsedQuery {
  const [definition] = parse(query, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch holds one operation');
  const [entities] = definition.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD) throw new Error('An entity fetch selects _entities');
  return { definition, entities };
}

/** The response key of the one field that is selected on the entities, where it is one. */
function onlyKeyIn({ selectionSet }: FieldNode): string | undefined {
  const keys = new Set<string>();
  for (const typed of selectionSet?.selections ?? []) {
    if (typed.kind === Kind.FIELD) continue; // __typename
    if (typed.kind === Kind.FRAGMENT_SPREAD) return undefined;
    for (const selection of typed.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) return undefined;
      keys.add((selection.alias ?? selection.name).value);
    }
  }
  return keys.size === 1 ? [...keys][0] : undefined;
}

function representationDefinitions(
  operation: OperationDefinitionNode,
  parts: readonly EntityPart[],
): VariableDefinitionNode[] {
  const original = operation.variableDefinitions?.find(
    ({ variable }) => variable.name.value === 'representations',
  );
  if (original === undefined) throw new Error('An entity fetch takes representations');
  return parts.map(({ variable }) => ({ ...original, variable: variableNode(variable) }));
}

function clientDefinitions(parsed: readonly ParsedQuery[]): VariableDefinitionNode[] {
  const all = parsed.flatMap(({ definition }) => definition.variableDefinitions ?? []);
  const byName = new Map(all.map((definition) => [definition.variable.name.value, definition]));
  byName.delete('representations');
  return [...byName.values()];
}

function renamed(entities: FieldNode, part: EntityPart): FieldNode {
  return {
    ...entities,
    alias: { kind: Kind.NAME, value: part.responseKey },
    arguments: entities.arguments?.map((argument) => ({ ...argument, value: variableNode(part.variable) })),
  };
}

function variableNode(name: string): VariableDefinitionNode['variable'] {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}

export interface MergedQuery {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: readonly string[];
  readonly parts: readonly EntityPart[];
}

export interface EntityPart {
  readonly responseKey: string;
  readonly variable: string;
  readonly fetchIndexes: readonly number[];
  /** Set where a single field is fetched: what fails with the request is that field. */
  readonly onlyKey?: string | undefined;
}

interface ParsedQuery {
  readonly definition: OperationDefinitionNode;
  readonly entities: FieldNode;
}
