// Plans, as the planner makes them and as they are mended: what is looked up in them, what is put in order, replaced or taken out.
// Sending anything is unknown here.
import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';

/** Calls back with every fetch of a plan. */
export function eachFetch(
  node: PlanNode | SubscriptionNode | undefined,
  call: (fetch: FetchNode) => void,
): void {
  const visit = (inner: PlanNode | SubscriptionNode | undefined): void => eachFetch(inner, call);
  switch (node?.kind) {
    case undefined:
      return;
    case 'Fetch':
      return call(node);
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
