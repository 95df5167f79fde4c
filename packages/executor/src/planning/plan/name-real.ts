import type { QueryPlan } from '@apollo/query-planner';
import type { SplitSubgraphs } from '../supergraph/split-computed.ts';
import { eachFetch } from './each-fetch.ts';

/** Names the real subgraphs again. Changes the plan. */
export function nameReal(plan: QueryPlan, split: SplitSubgraphs): QueryPlan {
  eachFetch(plan.node, (fetch) => {
    const name = split.realName(fetch.serviceName);
    if (name === fetch.serviceName) return;
    fetch.serviceName = name;
    const { operationName } = fetch;
    if (operationName === undefined) return;
    fetch.operationName = operationName.replace('__computed__', '__');
    fetch.operation = fetch.operation.replace(operationName, fetch.operationName);
  });
  return plan;
}
