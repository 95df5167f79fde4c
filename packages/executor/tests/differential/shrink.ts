import { Kind, print, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { RandomOperation } from './platform.ts';

const attemptsMax = 1_500;

/** Takes away from an operation what it can lose while it still fails. */
export async function shrink(
  schema: GraphQLSchema,
  operation: RandomOperation,
  isFailing: (candidate: RandomOperation) => Promise<boolean>,
): Promise<RandomOperation> {
  let current = operation;
  let attempts = 0;
  for (let index = 0; attempts < attemptsMax; attempts++) {
    const document = withoutNode(current.document, index);
    if (document === undefined) return current;
    const candidate = { ...current, document };
    const isShorter = print(document).length < print(current.document).length;
    const isSmaller = isShorter && validate(schema, document).length === 0 && (await isFailing(candidate));
    if (isSmaller) current = candidate;
    else index += 1;
  }
  return current;
}

// The document without its `index`-th removable node, with what that leaves unused removed too.
function withoutNode(document: DocumentNode, index: number): DocumentNode | undefined {
  let seen = -1;
  const remove = (node: ASTNode): null | undefined =>
    isRemovable(node) && ++seen === index ? null : undefined;
  const removed = visit(document, { enter: remove });
  return seen < index ? undefined : withoutUnused(withoutEmpty(removed));
}

// A selection set that has lost everything still asks whether its object is there.
function withoutEmpty(document: DocumentNode): DocumentNode {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return visit(document, {
    SelectionSet: (node) => (node.selections.length > 0 ? undefined : { ...node, selections: [typename] }),
  });
}

function isRemovable({ kind }: ASTNode): boolean {
  return (
    kind === Kind.FIELD ||
    kind === Kind.INLINE_FRAGMENT ||
    kind === Kind.FRAGMENT_SPREAD ||
    kind === Kind.DIRECTIVE ||
    kind === Kind.ARGUMENT
  );
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const spreads = new Set<string>();
  const variables = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => void spreads.add(name.value),
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  });
  return visit(document, {
    FragmentDefinition: ({ name }) => (spreads.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
}
