import {
  Kind,
  visit,
  type ConstArgumentNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';
import { conditionVariables, isTrue, type ConditionValues } from '../conditions.ts';
import { ExecutorError } from '../errors.ts';

/** Whether a document mentions `@defer` at all. Remembered: servers hand over the same document each time. */
export function mentionsDefer(document: DocumentNode): boolean {
  const known = mentions.get(document);
  if (known !== undefined) return known;
  let isFound = false;
  visit(document, { Directive: ({ name }) => void (isFound ||= name.value === 'defer') });
  mentions.set(document, isFound);
  return isFound;
}

const mentions = new WeakMap<DocumentNode, boolean>();

/** The variables that decide what of a document is there and what of it comes later. */
export function deferConditionVariables(document: DocumentNode): readonly string[] {
  return conditionVariables(document, ['skip', 'include', 'defer']);
}

/**
 * Marks the deferred fragments of one operation. A fragment that is spread in several places is several parts, so each
 * gets an id of its own; the client's label is only handed back.
 */
export function markDeferred(
  mutation: GraphQLCompositeType | null | undefined,
  conditions: ConditionValues,
): MarkDeferred {
  let count = 0;
  return (node, rootType) => {
    const directive = node.directives?.find(({ name }) => name.value === 'defer');
    if (directive === undefined || !isTrue(directive, conditions)) return undefined;
    if (rootType !== undefined && rootType === mutation)
      throw new ExecutorError('The root fields of a mutation can’t be deferred.', 'BAD_USER_INPUT');
    const label = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
    return { id: `d${count++}`, label: label?.kind === Kind.STRING ? label.value : undefined };
  };
}

/** A deferred fragment as the planner is to see it. */
export function deferredFragment(
  on: string,
  selections: readonly SelectionNode[],
  { id }: DeferMark,
): InlineFragmentNode {
  const label: ConstArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'label' },
    value: { kind: Kind.STRING, value: id },
  };
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: on } },
    directives: [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' }, arguments: [label] }],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

/** Says whether a fragment is deferred. `rootType` is given at the root of the operation. */
export type MarkDeferred = (
  node: Exclude<SelectionNode, { kind: Kind.FIELD }>,
  rootType: GraphQLCompositeType | undefined,
) => DeferMark | undefined;

export interface DeferMark {
  /** Unique within the operation; the label that the planner sees. */
  readonly id: string;
  /** The client's. */
  readonly label: string | undefined;
}
