import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { textOf } from './join-directives.ts';
import { importsOf, isLink } from './links.ts';

/**
 * A supergraph that no longer links those specifications of others which say nothing of its execution and have directives
 * for operations: the API schema is made without all that is linked, and clients could not use them.
 */
export function withExecutableDirectives(supergraph: DocumentNode): DocumentNode {
  const executable = new Set(
    supergraph.definitions.flatMap((node) =>
      node.kind === Kind.DIRECTIVE_DEFINITION && node.locations.some(({ value }) => forFields.has(value))
        ? [`@${node.name.value}`]
        : [],
    ),
  );
  const isKept = (directive: ConstDirectiveNode): boolean =>
    !isLink(directive) ||
    textOf(directive, 'for') !== undefined ||
    textOf(directive, 'url')?.startsWith('https://specs.apollo.dev/') !== false ||
    !importsOf(directive).some((name) => executable.has(name));
  const definitions = supergraph.definitions.map((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? { ...node, directives: node.directives?.filter(isKept) }
      : node,
  );
  return { ...supergraph, definitions };
}

const forFields: ReadonlySet<string> = new Set(['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT']);
