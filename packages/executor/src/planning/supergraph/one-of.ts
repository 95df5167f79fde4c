// `@oneOf` is part of GraphQL, not of federation: the planner's library knows nothing of it and refuses or forgets it.
import { Kind, parse, print, type DocumentNode, type InputObjectTypeDefinitionNode } from 'graphql';

/** The supergraph for the planner, which needs no `@oneOf`, and the way to put it back into what clients see. */
export function setOneOfAside(supergraph: DocumentNode): OneOfAside {
  const inputs = supergraph.definitions.filter(isInput).filter(isOneOf);
  if (inputs.length === 0) return { document: supergraph, restore: (apiSchemaSdl) => apiSchemaSdl };
  const names = new Set(inputs.map(({ name }) => name.value));
  const definitions = supergraph.definitions
    .filter((node) => node.kind !== Kind.DIRECTIVE_DEFINITION || node.name.value !== 'oneOf')
    .map((node) =>
      isInput(node)
        ? { ...node, directives: node.directives?.filter(({ name }) => name.value !== 'oneOf') }
        : node,
    );
  return {
    document: { ...supergraph, definitions },
    restore(apiSchemaSdl) {
      const document = parse(apiSchemaSdl, { noLocation: true });
      const restored = document.definitions.map((node) =>
        isInput(node) && names.has(node.name.value)
          ? { ...node, directives: [...(node.directives ?? []), oneOf] }
          : node,
      );
      return print({ ...document, definitions: restored });
    },
  };
}

function isInput(node: DocumentNode['definitions'][number]): node is InputObjectTypeDefinitionNode {
  return node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
}

function isOneOf({ directives = [] }: InputObjectTypeDefinitionNode): boolean {
  return directives.some(({ name }) => name.value === 'oneOf');
}

const oneOf = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'oneOf' } } as const;

export interface OneOfAside {
  readonly document: DocumentNode;
  readonly restore: (apiSchemaSdl: string) => string;
}
