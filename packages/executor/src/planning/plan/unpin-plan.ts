// Turns a plan made with pinned arguments (`pinned-arguments.ts`) into one for the real subgraphs.
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, visit, type InlineFragmentNode, type SelectionNode } from 'graphql';
import { entitySelections, parseFetch, toText, withEntitySelections } from './entity-selections.ts';
import { needsKey, type PinnedSupergraph } from '../supergraph/pinned-arguments.ts';

/**
 * A pin is asked for as what it stands for, with the pin's name as its alias, and sent to whoever requires it under the
 * field's own name. Fields that require different pins of one field are fetched separately, because a representation
 * has room for one value only.
 */
export function unpinPlan(plan: QueryPlan, pinned: PinnedSupergraph): QueryPlan {
  const { node } = plan;
  if (node === undefined) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: unpin(node) };
  const rest = node.rest && unpin(node.rest);
  return { ...plan, node: { ...node, primary: unpinFetch(node.primary, pinned), ...(rest && { rest }) } };

  function unpin(step: PlanNode): PlanNode {
    switch (step.kind) {
      case 'Sequence':
      case 'Parallel':
        return { ...step, nodes: step.nodes.map(unpin) };
      case 'Flatten':
        return { ...step, node: unpin(step.node) };
      case 'Fetch': {
        const fetches = separate(step, pinned).map((fetch) => unpinFetch(fetch, pinned));
        return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
      }
      case 'Condition':
        return {
          ...step,
          ...(step.ifClause && { ifClause: unpin(step.ifClause) }),
          ...(step.elseClause && { elseClause: unpin(step.elseClause) }),
        };
      case 'Defer':
        return {
          ...step,
          primary: { ...step.primary, ...(step.primary.node && { node: unpin(step.primary.node) }) },
          deferred: step.deferred.map((part) => ({ ...part, ...(part.node && { node: unpin(part.node) }) })),
        };
    }
  }
}

function unpinFetch(fetch: FetchNode, { pins }: PinnedSupergraph): FetchNode {
  const operation = visit(parseFetch(fetch), {
    Field(node) {
      const pin = pins.get(node.name.value);
      return (
        pin && {
          ...node,
          name: pin.field.name,
          arguments: pin.field.arguments,
          alias: node.alias ?? node.name,
        }
      );
    },
  });
  const requires = fetch.requires?.map(function unpin(node): QueryPlanSelectionNode {
    const selections = node.selections?.map(unpin);
    if (node.kind === 'InlineFragment') return { ...node, selections: selections ?? [] };
    const pin = pins.get(node.name);
    const names = pin && { name: pin.field.name.value, alias: pin.name };
    return { ...node, ...(selections && { selections }), ...names };
  });
  return { ...fetch, operation: toText(operation), ...(requires && { requires }) };
}

/** One fetch for each set of fields whose requirements go together. */
function separate(fetch: FetchNode, pinned: PinnedSupergraph): readonly FetchNode[] {
  if (fetch.requires === undefined) return [fetch];
  const document = parseFetch(fetch);
  const bins: Bin[] = [];
  for (const [fragment, selection] of entitySelections(document)) {
    const needs = needsOf(fetch, fragment, selection, pinned);
    const found = bins.find((bin) => goesTogether(bin.needs, needs, pinned));
    if (found === undefined) bins.push({ selections: new Set([selection]), needs });
    else {
      found.selections.add(selection);
      found.needs = new Set([...found.needs, ...needs]);
    }
  }
  if (bins.length <= 1) return [fetch];
  return bins.map((bin) => ({
    ...withEntitySelections(fetch, document, bin.selections),
    requires: withoutOtherPins(fetch.requires ?? [], bin.needs, pinned),
  }));
}

function needsOf(
  { serviceName }: FetchNode,
  { typeCondition }: InlineFragmentNode,
  selection: SelectionNode,
  { needs }: PinnedSupergraph,
): ReadonlySet<string> {
  const type = typeCondition?.name.value ?? '';
  const fields = selection.kind === Kind.FIELD ? [selection] : [];
  return new Set(
    fields.flatMap(({ name }) => [...(needs.get(needsKey(serviceName, type, name.value)) ?? [])]),
  );
}

function goesTogether(a: ReadonlySet<string>, b: ReadonlySet<string>, { pins }: PinnedSupergraph): boolean {
  const fieldOf = (pin: string): string | undefined => pins.get(pin)?.field.name.value;
  return [...a].every((pin) => b.has(pin) || [...b].every((other) => fieldOf(other) !== fieldOf(pin)));
}

function withoutOtherPins(
  requires: readonly QueryPlanSelectionNode[],
  needs: ReadonlySet<string>,
  pinned: PinnedSupergraph,
): QueryPlanSelectionNode[] {
  return requires.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'Field' && pinned.pins.has(node.name) && !needs.has(node.name)) return [];
    if (node.selections === undefined) return [node];
    const selections = withoutOtherPins(node.selections, needs, pinned);
    return selections.length === 0 ? [] : [{ ...node, selections }];
  });
}

interface Bin {
  readonly selections: Set<SelectionNode>;
  needs: ReadonlySet<string>;
}
