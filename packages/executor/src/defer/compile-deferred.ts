import type { DeferNode } from '@apollo/query-planner';
import { compileSteps, type CompiledPlan, type DeferredRequests } from '../compile.ts';
import { planSteps, type PlanStep } from '../plan-steps.ts';
import type { SupergraphTypes } from '../supergraph-types.ts';

/**
 * Compiles the plan of an operation with deferred fragments: the requests of the answer that comes first, and those of
 * each fragment. Of what the planner says of a fragment only its fetches are used; what the client gets of it, and
 * where, is known from the operation itself.
 */
export function compileDeferred(node: DeferNode, types: SupergraphTypes): CompiledPlan {
  const all = allSteps(node);
  const requests = compileSteps(planSteps(node.primary.node), types, all);
  const parts = new Map<string, DeferredRequests>();

  const collect = (nodes: DeferNode['deferred'], isWithinDeferred: boolean): void => {
    for (const { label, depends, node } of nodes) {
      const ids = depends.map(({ id }) => id);
      const own = node?.kind === 'Defer' ? node.primary.node : node;
      const after = requests.flatMap(({ fetchIds = [] }, index) =>
        fetchIds.some((id) => ids.includes(id)) ? [index] : [],
      );
      if (label === undefined) throw new Error('Every deferred fragment is planned with a label');
      const steps = planSteps(own);
      if (steps.length > 0)
        parts.set(label, { after: isWithinDeferred ? [] : after, requests: compileSteps(steps, types, all) });
      if (node?.kind === 'Defer') collect(node.deferred, true);
    }
  };

  collect(node.deferred, false);
  return { requests, deferred: parts };
}

function allSteps({ primary, deferred }: DeferNode): readonly PlanStep[] {
  const later = deferred.flatMap(({ node }) => (node?.kind === 'Defer' ? allSteps(node) : planSteps(node)));
  return [...planSteps(primary.node), ...later];
}
