import { describe, expect, it } from '@jest/globals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { mendOrder } from '../src/planning/plan-order.ts';

/** A fetch of fields of the entity at `item` that requires others, or the root fetch. */
function fetch(operation: string, required?: readonly string[]): PlanNode {
  const requires = required?.map((name) => ({ kind: 'Field', name }) as const);
  const node = {
    kind: 'Fetch',
    serviceName: 'a',
    operation,
    operationName: undefined,
    operationKind: OperationTypeNode.QUERY,
    ...(requires && { requires }),
  } as const;
  return requires === undefined ? node : { kind: 'Flatten', path: ['item', '@'], node };
}

function entities(field: string): string {
  return `query($representations:[_Any!]!){_entities(representations:$representations){...on Item{${field}}}}`;
}

function order(nodes: PlanNode[]): readonly string[] {
  const plan: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
  mendOrder(plan);
  return nodes.map((node) => {
    const inner = node.kind === 'Flatten' ? node.node : node;
    return inner.kind === 'Fetch' ? inner.operation : '';
  });
}

describe('the order of fetches', () => {
  const root = fetch('{item{__typename id}}');
  const region = fetch(entities('region'), ['id']);
  const price = fetch(entities('price'), ['id', 'region']);
  const duty = fetch(entities('duty'), ['id', 'region', 'price']);

  it('is mended where one comes before what it requires', () => {
    const good = order([root, region, price, duty]);
    expect(good[3]).toBe(entities('duty'));
    expect(order([root, region, duty, price])).toEqual(good);
    expect(order([root, duty, price, region])).toEqual(good);
  });

  it('is mended where one stands beside what it requires', () => {
    const nodes: PlanNode[] = [root, { kind: 'Parallel', nodes: [price, region] }];
    const plan: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
    mendOrder(plan);
    expect(nodes[1]).toEqual({ kind: 'Parallel', nodes: [{ kind: 'Sequence', nodes: [region, price] }] });
    const beside: PlanNode = { kind: 'Parallel', nodes: [region, fetch(entities('size'), ['id'])] };
    const unchanged = structuredClone(beside);
    mendOrder({ kind: 'QueryPlan', node: { kind: 'Sequence', nodes: [root, beside] } });
    expect(beside).toEqual(unchanged);
  });

  it('is mended in a deferred part, which finds what is fetched before it', () => {
    const nodes = [price, region];
    const part = { depends: [], queryPath: [], node: { kind: 'Sequence', nodes } as const };
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: { kind: 'Defer', primary: { node: root }, deferred: [part] },
    };
    mendOrder(plan);
    expect(nodes).toEqual([region, price]);
  });

  it('stays where nothing is missing, and where nothing brings what is missing', () => {
    const odd = fetch(entities('odd'), ['id', 'unknown']);
    expect(order([root, odd, region])).toEqual([root, odd, region].map((node) => order([node])[0]));
  });
});
