// The planner may put a fetch before another one that brings what it requires, where the keys of an entity lead
// through several subgraphs, or beside it. Here fetches are put into an order in which each finds what it needs.
import type {
  DeferNode,
  FetchNode,
  ParallelNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { Kind, parse, type SelectionSetNode } from 'graphql';

/** Mends a plan in place. What is in a good order stays as it is. */
export function mendOrder(plan: QueryPlan): QueryPlan {
  if (plan.node !== undefined && plan.node.kind !== 'Subscription') mend(plan.node, '', new Set());
  return plan;
}

function mend(node: PlanNode, path: string, available: ReadonlySet<string>): void {
  switch (node.kind) {
    case 'Flatten':
      return mend(node.node, below(path, node.path), available);
    case 'Parallel':
      mendParallel(node, path, available);
      return node.nodes.forEach((child) => mend(child, path, available));
    case 'Sequence':
      return mendSequence(node.nodes, path, available);
    case 'Defer':
      return mendDeferred(node, path, available);
    case 'Fetch':
    case 'Condition':
  }
}

function mendDeferred({ primary, deferred }: DeferNode, path: string, available: ReadonlySet<string>): void {
  const before = new Set(available);
  if (primary.node !== undefined) {
    mend(primary.node, path, available);
    for (const key of factsOf(primary.node, path).brings) before.add(key);
  }
  for (const { node } of deferred) if (node !== undefined) mend(node, path, before);
}

// What needs something that only a neighbour brings comes after all that need nothing of that kind.
function mendParallel(node: ParallelNode, path: string, available: ReadonlySet<string>): void {
  const facts = node.nodes.map((child) => factsOf(child, path));
  const isLate = ({ needs, brings }: Facts): boolean =>
    [...needs].some(
      (need) => !available.has(need) && !brings.has(need) && facts.some((other) => other.brings.has(need)),
    );
  const late = node.nodes.filter((_, index) => isLate(facts[index]!));
  const early = node.nodes.filter((child) => !late.includes(child));
  if (late.length === 0 || early.length === 0) return;
  const all: PlanNode[] = [parallel(early), parallel(late)];
  node.nodes = [{ kind: 'Sequence', nodes: all }];
}

function parallel(nodes: PlanNode[]): PlanNode {
  return nodes.length === 1 ? nodes[0]! : { kind: 'Parallel', nodes };
}

function mendSequence(nodes: PlanNode[], path: string, available: ReadonlySet<string>): void {
  const facts = new Map(nodes.map((node) => [node, factsOf(node, path)]));
  const brought = new Set(available);
  for (let index = 0; index < nodes.length; index++) {
    nodes.splice(index, 0, ...nodes.splice(nextOf(index), 1));
    const node = nodes[index]!;
    mend(node, path, brought);
    for (const key of facts.get(node)!.brings) brought.add(key);
  }

  // The node at a place, or a later one that brings what it lacks, or one that brings what that one lacks, and so on.
  function nextOf(index: number): number {
    const passed = new Set<number>();
    for (let next = index; !passed.has(next);) {
      passed.add(next);
      const missing = [...facts.get(nodes[next]!)!.needs].filter((need) => !brought.has(need));
      const brings = (later: PlanNode): boolean => missing.some((need) => facts.get(later)!.brings.has(need));
      const bringer = nodes.findIndex((later, place) => place >= index && place !== next && brings(later));
      if (bringer < 0) return next;
      next = bringer;
    }
    return index;
  }
}

/** What a node needs to find in the data, and what it puts there: paths without the steps of lists. */
function factsOf(node: PlanNode, path: string): Facts {
  const facts: Facts = { needs: new Set(), brings: new Set() };
  collect(node, path, facts);
  return facts;
}

function collect(node: PlanNode, path: string, facts: Facts): void {
  switch (node.kind) {
    case 'Flatten':
      return collect(node.node, below(path, node.path), facts);
    case 'Parallel':
    case 'Sequence':
      return node.nodes.forEach((child) => collect(child, path, facts));
    case 'Fetch':
      return collectFetch(node, path, facts);
    case 'Condition':
    case 'Defer':
  }
}

function collectFetch({ operation, requires }: FetchNode, path: string, facts: Facts): void {
  collectNeeds(requires ?? [], path, facts.needs);
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return;
  const [entities] = definition.selectionSet.selections;
  const isOfEntities = requires !== undefined && entities?.kind === Kind.FIELD;
  collectBrought(isOfEntities ? entities.selectionSet : definition.selectionSet, path, facts.brings);
}

function collectNeeds(selections: readonly QueryPlanSelectionNode[], path: string, into: Set<string>): void {
  for (const selection of selections) {
    const isField = selection.kind === 'Field';
    const inner = isField ? below(path, [selection.alias ?? selection.name]) : path;
    if (isField && selection.selections === undefined && selection.name !== '__typename') into.add(inner);
    collectNeeds(selection.selections ?? [], inner, into);
  }
}

function collectBrought(selectionSet: SelectionSetNode | undefined, path: string, into: Set<string>): void {
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    const isField = selection.kind === Kind.FIELD;
    const inner = isField ? below(path, [(selection.alias ?? selection.name).value]) : path;
    if (isField) into.add(inner);
    collectBrought(selection.selectionSet, inner, into);
  }
}

function below(path: string, steps: readonly (string | number)[]): string {
  return steps.reduce<string>((to, step) => (step === '@' ? to : `${to}/${step}`), path);
}

interface Facts {
  readonly needs: Set<string>;
  readonly brings: Set<string>;
}
