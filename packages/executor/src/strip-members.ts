import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { LentMembers } from './lend-members.ts';

/** Asks no subgraph for types that it was only lent (`lend-members.ts`). Changes the plan. */
export function stripMembers(plan: QueryPlan, members: LentMembers): QueryPlan {
  const strip = (node: PlanNode | SubscriptionNode | undefined): void => {
    switch (node?.kind) {
      case undefined:
        return;
      case 'Fetch':
        return stripFetch(node, members);
      case 'Sequence':
      case 'Parallel':
        return node.nodes.forEach(strip);
      case 'Flatten':
        return strip(node.node);
      case 'Condition':
        strip(node.ifClause);
        return strip(node.elseClause);
      case 'Defer':
        strip(node.primary.node);
        return node.deferred.forEach((part) => strip(part.node));
      case 'Subscription':
        strip(node.primary);
        return strip(node.rest);
    }
  };
  strip(plan.node);
  return plan;
}

function stripFetch(fetch: FetchNode, members: LentMembers): void {
  let isChanged = false;
  const stripped = visit(parse(fetch.operation, { noLocation: true }), {
    SelectionSet(node) {
      const selections = node.selections.filter((selection) => {
        const type =
          selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined;
        return type === undefined || !members.isLent(fetch.serviceName, type);
      });
      if (selections.length === node.selections.length) return undefined;
      isChanged = true;
      return { ...node, selections: selections.length === 0 ? [typename] : selections };
    },
  });
  if (!isChanged) return;
  const used = new Set<string>();
  visit(stripped, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const cleaned = visit(stripped, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  fetch.operation = stripIgnoredCharacters(print(cleaned));
  fetch.variableUsages = fetch.variableUsages?.filter((name) => used.has(name));
}

const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
