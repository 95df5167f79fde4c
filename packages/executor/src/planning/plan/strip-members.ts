import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { Kind, visit } from 'graphql';
import { eachFetch } from './each-fetch.ts';
import { parseFetch, withUsedVariables } from './entity-selections.ts';
import type { LentMembers } from '../supergraph/lend-members.ts';

/** Asks no subgraph for types that it was only lent (`lend-members.ts`). Changes the plan. */
export function stripMembers(plan: QueryPlan, members: LentMembers): QueryPlan {
  eachFetch(plan.node, (fetch) => stripFetch(fetch, members));
  return plan;
}

function stripFetch(fetch: FetchNode, members: LentMembers): void {
  let isChanged = false;
  const stripped = visit(parseFetch(fetch), {
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
  Object.assign(fetch, withUsedVariables(fetch, stripped));
}

const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
