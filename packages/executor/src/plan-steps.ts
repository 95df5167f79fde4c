import type { FetchNode, PlanNode } from '@apollo/query-planner';

/**
 * The tree of a query plan as a list of fetches in an order in which they may start, each with the fetches that it
 * waits for and its depth: the length of the longest chain before it.
 */
export function planSteps(root: PlanNode | undefined): readonly PlanStep[] {
  const steps: PlanStep[] = [];

  // Answers the steps that must end before what follows `node` may start.
  const collect = (node: PlanNode, path: readonly string[], after: readonly number[]): readonly number[] => {
    switch (node.kind) {
      case 'Sequence':
        return node.nodes.reduce((before, child) => collect(child, path, before), after);
      case 'Parallel': {
        const ends = node.nodes.flatMap((child) => collect(child, path, after));
        return [...new Set(ends)];
      }
      case 'Flatten':
        return collect(node.node, [...path, ...node.path.map(String)], after);
      case 'Fetch':
        steps.push({ fetch: node, path, after, depth: depthAfter(steps, after) });
        return [steps.length - 1];
      case 'Condition':
      case 'Defer':
        // @NOTE normalised operations hold neither conditions nor deferred fragments.
        throw new Error(`Unexpected ${node.kind} in a plan`);
    }
  };

  if (root !== undefined) collect(root, [], []);
  return steps;
}

function depthAfter(steps: readonly PlanStep[], after: readonly number[]): number {
  return after.reduce((depth, index) => Math.max(depth, (steps[index]?.depth ?? 0) + 1), 0);
}

export interface PlanStep {
  readonly fetch: FetchNode;
  /** Response keys from the root, with `@` for each element of a list. */
  readonly path: readonly string[];
  readonly after: readonly number[];
  readonly depth: number;
}
