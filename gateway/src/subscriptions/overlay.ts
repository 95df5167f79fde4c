import { Kind, type DocumentNode, type SelectionNode } from 'graphql';
import { fragmentsOf } from '../selections.ts';

/**
 * A client sees every status of its order in order, and each once. Events arrive in that order, but each is resolved a
 * little later than it happened: by then the order may have moved on, and two events would both show the later state.
 * So the fields that an event carries are taken from the event and laid over the resolved order, under whatever keys
 * the client gave them; everything else of the answer is as new as the resolution.
 */
export function createOverlay(document: DocumentNode, selections: readonly SelectionNode[]): Overlay {
  const keysByField = responseKeys(document, selections);
  return (entity, values) => {
    const laid = { ...entity };
    for (const [field, value] of Object.entries(values)) {
      // A key that the resolution left out was skipped by a directive.
      for (const key of keysByField.get(field) ?? []) if (key in laid) laid[key] = value;
    }
    return laid;
  };
}

/** Under which keys each field of the entity itself is answered. */
function responseKeys(
  document: DocumentNode,
  selections: readonly SelectionNode[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const fragments = fragmentsOf(document);
  const keys = new Map<string, Set<string>>();
  const collect = (nodes: readonly SelectionNode[]) => {
    for (const node of nodes) {
      if (node.kind === Kind.FIELD) {
        const known = keys.get(node.name.value) ?? new Set();
        keys.set(node.name.value, known.add(node.alias?.value ?? node.name.value));
      } else {
        const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        if (inner) collect(inner.selectionSet.selections);
      }
    }
  };
  collect(selections);
  return keys;
}

export type Overlay = (
  entity: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
) => Record<string, unknown>;
