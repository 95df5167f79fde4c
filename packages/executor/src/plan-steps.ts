import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { readStep, type TypedStep } from './planning/plan/typed-path.ts';

/**
 * The tree of a query plan as a list of fetches in an order in which they may start, each with the fetches that it
 * waits for and its depth: the length of the longest chain before it.
 */
export function planSteps(root: PlanNode | undefined): readonly PlanStep[] {
  const steps: PlanStep[] = [];

  // Answers the steps that must end before what follows `node` may start.
  const collect = (
    node: PlanNode,
    typedPath: readonly TypedStep[],
    after: readonly number[],
  ): readonly number[] => {
    switch (node.kind) {
      case 'Sequence':
        return node.nodes.reduce((before, child) => collect(child, typedPath, before), after);
      case 'Parallel': {
        const ends = node.nodes.flatMap((child) => collect(child, typedPath, after));
        return [...new Set(ends)];
      }
      case 'Flatten':
        return collect(node.node, [...typedPath, ...node.path.map(readStep)], after);
      case 'Fetch':
        steps.push({
          fetch: node,
          path: typedPath.map(({ key }) => key),
          typedPath,
          after,
          depth: depthAfter(steps, after),
        });
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
  /** The same with the types that objects on the way must be of. */
  readonly typedPath: readonly TypedStep[];
  readonly after: readonly number[];
  readonly depth: number;
}
