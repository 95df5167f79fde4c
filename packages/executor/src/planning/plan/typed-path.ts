// The planner, told to fetch by type, says of steps of a path what the objects must be that they reach: `media|[Song,Film]`,
// `@|[AnonymousReview]`. Everything but the walk through the data goes by the keys alone: objects of several types stand
// under one key, and may come to be one object.
import type { QueryPlan } from '@apollo/query-planner';
import { eachNode } from './each-fetch.ts';

/** Takes a step of a plan's path apart. */
export function readStep(step: string | number): TypedStep {
  const text = String(step);
  // No name has a bar in it.
  const bar = text.indexOf('|');
  if (bar < 0) return { key: text, types: undefined };
  const names = text.slice(bar + 2, -1);
  // Where the planner knows of no type, as below an interface object, it has just lost its way.
  return { key: text.slice(0, bar), types: names === '' ? undefined : names.split(',') };
}

/** The key of a step, whatever the types. */
export function keyOf(step: string | number): string {
  return readStep(step).key;
}

/** Takes out of a plan's paths what the planner puts before the first key. Changes the plan. */
export function dropRootSteps(plan: QueryPlan): QueryPlan {
  eachNode(plan.node, (node) => {
    if (node.kind === 'Flatten') node.path = node.path.filter((step) => keyOf(step) !== '');
  });
  return plan;
}

/** A step of a path that may lead to objects of some types only. */
export interface TypedStep {
  /** A response key, or `@` for each element of a list. */
  readonly key: string;
  /** What the objects there must be; undefined for any. */
  readonly types: readonly string[] | undefined;
}
