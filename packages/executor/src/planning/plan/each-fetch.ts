// Plans, as the planner makes them and as they are mended: what is looked up in them, what is put in order, replaced or taken out.
// Sending anything is unknown here.
import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';

/** Calls back with every fetch of a plan. */
export function eachFetch(
  node: PlanNode | SubscriptionNode | undefined,
  call: (fetch: FetchNode) => void,
): void {
  eachNode(node, (inner) => inner.kind === 'Fetch' && call(inner));
}

/** Calls back with every node of a plan, those around others first. */
export function eachNode(
  node: PlanNode | SubscriptionNode | undefined,
  call: (node: PlanNode | SubscriptionNode) => void,
): void {
  if (node === undefined) return;
  const visit = (inner: PlanNode | SubscriptionNode | undefined): void => eachNode(inner, call);
  call(node);
  switch (node.kind) {
    case 'Fetch':
      return;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.forEach(visit);
    case 'Flatten':
      return visit(node.node);
    case 'Condition':
      visit(node.ifClause);
      return visit(node.elseClause);
    case 'Defer':
      visit(node.primary.node);
      return node.deferred.forEach((part) => visit(part.node));
    case 'Subscription':
      visit(node.primary);
      return visit(node.rest);
  }
}
