// The planner may put a fetch before another one that brings what it requires, or beside it, where the keys of an entity
// lead through several subgraphs or where what it requires lies in other entities. Here fetches are put into an order in
// which each finds what it needs, and taken apart where each needs something of the other.
import type { DeferNode, ParallelNode, PlanNode, QueryPlan, SequenceNode } from '@apollo/query-planner';
import { below, type FactsOf, type FetchFacts, type Need } from './fetch-facts.ts';
import type { FieldRequirements } from './field-requirements.ts';

/** What is in a good order stays as it is. */
export function mendOrder(plan: QueryPlan, factsOf: FactsOf, requirements: FieldRequirements): QueryPlan {
  const { node } = plan;
  if (node === undefined) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mend(node, '', new Set()) };
  const rest = node.rest && mend(node.rest, '', factsOf(node.primary, '').brings);
  return { ...plan, node: { ...node, ...(rest && { rest }) } };

  // From the inside out, so that no more is put in order than must be.
  function mend(step: PlanNode, path: string, available: Available): PlanNode {
    switch (step.kind) {
      case 'Flatten':
        return { ...step, node: mend(step.node, below(path, step.path), available) };
      case 'Sequence':
        return inOrder({ ...step, nodes: mendEach(step.nodes, path, available) }, path, available);
      case 'Parallel':
        return inOrder(
          { ...step, nodes: step.nodes.map((child) => mend(child, path, available)) },
          path,
          available,
        );
      case 'Defer':
        return mendDeferred(step, path, available);
      case 'Fetch':
      case 'Condition':
        return step;
    }
  }

  function mendEach(nodes: readonly PlanNode[], path: string, available: Available): PlanNode[] {
    const before = new Set(available);
    return nodes.map((child) => {
      const mended = mend(child, path, before);
      addBrought(child, path, before);
      return mended;
    });
  }

  function mendDeferred(step: DeferNode, path: string, available: Available): DeferNode {
    const before = new Set(available);
    const primary = step.primary.node && mend(step.primary.node, path, available);
    if (step.primary.node !== undefined) addBrought(step.primary.node, path, before);
    const deferred = step.deferred.map((part) => ({
      ...part,
      ...(part.node && { node: mend(part.node, path, before) }),
    }));
    return { ...step, deferred, primary: { ...step.primary, ...(primary && { node: primary }) } };
  }

  function addBrought(node: PlanNode, path: string, into: Set<string>): void {
    for (const { facts } of unitsOf(node, path, factsOf)) for (const fact of facts.brings) into.add(fact);
  }

  function inOrder(node: SequenceNode | ParallelNode, path: string, available: Available): PlanNode {
    const units = unitsOf(node, path, factsOf);
    const missing = (unit: Unit, before: Iterable<Unit>): readonly Need[] => {
      const found = [...before];
      const isBrought = (need: Need): boolean =>
        isIn(available, need) || found.some((one) => brings(one, need));
      return unit.facts.needs.filter((need) => !isBrought(need));
    };
    const isLate = (unit: Unit): boolean =>
      missing(unit, unit.after).some((need) => units.some((one) => one !== unit && brings(one, need)));
    if (!units.some(isLate)) return node;
    const ordered = pullBringers(units, missing);
    const isStuck = (unit: Unit, index: number): boolean => {
      const later = ordered.slice(index + 1);
      return missing(unit, ordered.slice(0, index)).some((need) => later.some((one) => brings(one, need)));
    };
    const apart = ordered.some(isStuck) ? takenApart(node) : node;
    return apart === node ? inWaves(ordered, missing) : inOrder(apart, path, available);
  }

  /** With one fetch for each of its fields where order alone doesn't help. */
  function takenApart<Node extends PlanNode>(node: Node): Node | ParallelNode {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel': {
        const nodes = node.nodes.map(takenApart);
        return nodes.every((one, index) => one === node.nodes[index]) ? node : { ...node, nodes };
      }
      case 'Flatten': {
        const inner = takenApart(node.node);
        return inner === node.node ? node : { ...node, node: inner };
      }
      case 'Fetch': {
        const nodes = requirements.separate(node);
        return nodes.length === 1 ? node : { kind: 'Parallel', nodes: [...nodes] };
      }
      case 'Condition':
      case 'Defer':
        return node;
    }
  }
}

/** The fetches of a node, each with those that end before it starts. */
function unitsOf(root: PlanNode, at: string, factsOf: FactsOf): readonly Unit[] {
  const units: Unit[] = [];
  const collect = (node: PlanNode, steps: readonly Step[], after: ReadonlySet<Unit>): ReadonlySet<Unit> => {
    switch (node.kind) {
      case 'Flatten':
        return collect(node.node, [...steps, ...node.path], after);
      case 'Sequence':
        return node.nodes.reduce((before, child) => collect(child, steps, before), after);
      case 'Parallel':
        return new Set([...after, ...node.nodes.flatMap((child) => [...collect(child, steps, after)])]);
      case 'Fetch':
      case 'Condition':
      case 'Defer': {
        const facts = node.kind === 'Fetch' ? factsOf(node, below(at, steps)) : noFacts;
        const unit = { node, steps, after, facts };
        units.push(unit);
        return new Set(after).add(unit);
      }
    }
  };
  collect(root, [], new Set());
  return units;
}

// Each comes after what it lacks, and that after what it lacks itself.
function pullBringers(units: readonly Unit[], missing: Missing): readonly Unit[] {
  const ordered = new Set<Unit>();
  const pulling = new Set<Unit>();
  const pull = (unit: Unit): void => {
    if (ordered.has(unit) || pulling.has(unit)) return;
    pulling.add(unit);
    for (const need of missing(unit, ordered)) {
      const bringer = units.find((one) => one !== unit && !ordered.has(one) && brings(one, need));
      if (bringer !== undefined && missing(unit, ordered).includes(need)) pull(bringer);
    }
    pulling.delete(unit);
    ordered.add(unit);
  };
  units.forEach(pull);
  return [...ordered];
}

// As many at a time as may be: each waits for what it waited for before, and for what brings what it lacked.
function inWaves(units: readonly Unit[], missing: Missing): PlanNode {
  const waves: PlanNode[][] = [];
  const depths = new Map<Unit, number>();
  for (const unit of units) {
    const kept = [...depths.keys()].filter((one) => unit.after.has(one));
    const lacking = missing(unit, kept);
    const bringers = [...depths.keys()].filter((one) => lacking.some((need) => brings(one, need)));
    const depth = Math.max(-1, ...[...kept, ...bringers].map((one) => depths.get(one)!)) + 1;
    depths.set(unit, depth);
    const { node, steps } = unit;
    (waves[depth] ??= []).push(steps.length === 0 ? node : { kind: 'Flatten', path: [...steps], node });
  }
  const nodes = waves.map((wave): PlanNode =>
    wave.length === 1 ? wave[0]! : { kind: 'Parallel', nodes: wave },
  );
  return nodes.length === 1 ? nodes[0]! : { kind: 'Sequence', nodes };
}

function brings({ facts }: Unit, need: Need): boolean {
  return isIn(facts.brings, need);
}

function isIn(facts: Available, need: Need): boolean {
  return need.some((fact) => facts.has(fact));
}

const noFacts: FetchFacts = { needs: [], brings: new Set() };

/** What is in the data by then. */
type Available = ReadonlySet<string>;

type Step = string | number;

/** A fetch, or what is not looked into, at its place in a plan. */
interface Unit {
  readonly node: PlanNode;
  readonly steps: readonly Step[];
  readonly after: ReadonlySet<Unit>;
  readonly facts: FetchFacts;
}

type Missing = (unit: Unit, before: Iterable<Unit>) => readonly Need[];
