import { describe, expect, it } from '@jest/globals';
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { OperationTypeNode, parse } from 'graphql';
import { readFacts } from '../src/planning/plan/fetch-facts.ts';
import { mendOrder } from '../src/planning/plan/plan-order.ts';
import { readRequirements } from '../src/planning/plan/field-requirements.ts';

const supergraph = parse(`enum join__Graph { A @join__graph(name: "a", url: "") }
  type Item @join__type(graph: A, key: "id") {
    id: ID duty: Int @join__field(graph: A, requires: "price") fee: Int @join__field(graph: A, requires: "price") }
  type Part { id: ID } union Any = Item | Part`);
const factsOf = readFacts(supergraph);
const requirements = readRequirements(supergraph);

/** A fetch of fields of the entity at `item` that requires others. */
function fetch(operation: string, required: readonly string[], on?: string, path = ['item', '@']): PlanNode {
  const fields = required.map((name) => ({ kind: 'Field', name }) as const);
  const requires: QueryPlanSelectionNode[] =
    on === undefined ? fields : [{ kind: 'InlineFragment', typeCondition: on, selections: fields }];
  return { kind: 'Flatten', path, node: { ...rootFetch(operation), requires } };
}

function rootFetch(operation: string): FetchNode {
  return {
    kind: 'Fetch',
    serviceName: 'a',
    operation,
    operationName: undefined,
    operationKind: OperationTypeNode.QUERY,
  };
}

function entities(field: string, on = 'Item'): string {
  return `query($representations:[_Any!]!){_entities(representations:$representations){...on ${on}{${field}}}}`;
}

const inTurn = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });

const beside = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });

function mended(node: PlanNode): unknown {
  const given = structuredClone(node);
  const plan = mendOrder({ kind: 'QueryPlan', node }, factsOf, requirements);
  expect(node).toEqual(given);
  return plan.node;
}

describe('the order of fetches', () => {
  const root = rootFetch('{item{__typename id}}');
  const region = fetch(entities('region'), ['id']);
  const price = fetch(entities('price'), ['id', 'region']);
  const duty = fetch(entities('duty'), ['id', 'region', 'price']);
  const size = fetch(entities('size'), ['id']);

  it('is mended where one comes before what it requires', () => {
    const good = inTurn(root, region, price, duty);
    expect(mended(good)).toEqual(good);
    expect(mended(inTurn(root, region, duty, price))).toEqual(good);
    expect(mended(inTurn(root, duty, price, region))).toEqual(good);
  });

  it('is that of fetches for the same types of what stands above', () => {
    const under = (type: string) => {
      const path = [`holder|[${type}]`, 'item'];
      return {
        region: fetch(entities('region'), ['id'], undefined, path),
        price: fetch(entities('price'), ['id', 'region'], undefined, path),
      };
    };
    const [first, second] = [under('First'), under('Second')];
    const all = rootFetch('{holder{__typename ...on First{item{id}}...on Second{item{id}}}}');
    const good = inTurn(all, beside(first.region, second.region), beside(first.price, second.price));
    expect(mended(good)).toEqual(good);
    expect(mended(inTurn(all, first.region, first.price, second.price, second.region))).toEqual(
      inTurn(all, first.region, first.price, second.region, second.price),
    );
  });

  it('is mended where one stands beside what it requires', () => {
    expect(mended(inTurn(root, beside(price, region)))).toEqual(inTurn(root, inTurn(region, price)));
    expect(mended(inTurn(root, beside(duty, size, price, region)))).toEqual(
      inTurn(root, inTurn(beside(region, size), price, duty)),
    );
    const good = inTurn(root, beside(region, size));
    expect(mended(good)).toEqual(good);
  });

  it('is mended where what one requires stands beside what requires it, each deep in a branch', () => {
    const tax = fetch(entities('tax'), ['id', 'size']);
    const weight = fetch(entities('weight'), ['id', 'region']);
    const crossed = inTurn(root, beside(inTurn(region, tax), inTurn(size, weight)));
    expect(mended(crossed)).toEqual(inTurn(root, inTurn(beside(region, size), beside(tax, weight))));
    // What the last one brings is needed in the branches before it, one of which brings what the last one needs.
    const around = inTurn(root, beside(region, duty), price);
    expect(mended(around)).toEqual(inTurn(root, region, price, duty));
  });

  it('is mended where what one requires is there for entities of another type only', () => {
    const others = rootFetch('{item{__typename ...on Item{id size}...on Part{id}}}');
    const parts = fetch(entities('size', 'Part'), ['id'], 'Part');
    const tax = fetch(entities('tax', 'Any'), ['size'], 'Any');
    expect(mended(inTurn(others, beside(tax, parts)))).toEqual(inTurn(others, inTurn(parts, tax)));
    const ofItems = fetch(entities('tax'), ['size'], 'Item');
    const good = inTurn(others, beside(ofItems, parts));
    expect(mended(good)).toEqual(good);
  });

  it('is mended where one requires what needs another field of it', () => {
    const both = fetch(entities('duty region fee'), ['id', 'price'], 'Item');
    const ofRegion = fetch(entities('region'), ['id'], 'Item');
    const rest = fetch(entities('duty fee'), ['id', 'price'], 'Item');
    expect(mended(inTurn(root, price, both))).toEqual(inTurn(root, ofRegion, price, rest));
    expect(mended(inTurn(root, beside(both, size), price))).toEqual(
      inTurn(root, beside(ofRegion, size), price, rest),
    );
    const good = inTurn(root, region, price, both);
    expect(mended(good)).toEqual(good);
    const withUnit = (inner: string): string => inner.replace('!)', '!$unit:Int)');
    expect(
      mended(
        inTurn(root, price, fetch(withUnit(entities('fee(unit:$unit)region')), ['id', 'price'], 'Item')),
      ),
    ).toEqual(
      inTurn(root, ofRegion, price, fetch(withUnit(entities('fee(unit:$unit)')), ['id', 'price'], 'Item')),
    );
  });

  it('is mended in a deferred part, which finds what is fetched before it', () => {
    const part = { depends: [], queryPath: [] };
    const deferring = (first: PlanNode, node: PlanNode): PlanNode => ({
      ...{ kind: 'Defer', primary: { node: first } },
      deferred: [{ ...part, node }],
    });
    const plan = mended(deferring(root, inTurn(price, region)));
    expect(plan).toEqual(deferring(root, inTurn(region, price)));
    const good = deferring(inTurn(root, region), inTurn(price, region));
    expect(mended(good)).toEqual(good);
  });

  it("is mended after a subscription's event, which brings what it brings", () => {
    const listening = (rest: PlanNode): QueryPlan => ({
      kind: 'QueryPlan',
      node: { kind: 'Subscription', primary: root, rest },
    });
    const plan = mendOrder(listening(beside(price, region)), factsOf, requirements);
    expect(plan).toEqual(listening(inTurn(region, price)));
    const good = listening(beside(region, fetch(entities('id region'), ['id'])));
    expect(mendOrder(good, factsOf, requirements)).toEqual(good);
  });

  it('stays where what is missing was brought before', () => {
    const good = inTurn(root, region, beside(price, region));
    expect(mended(good)).toEqual(good);
  });

  it('stays where nothing is missing, and where nothing brings what is missing', () => {
    const odd = fetch(entities('odd'), ['id', 'unknown']);
    const good = inTurn(root, odd, region);
    expect(mended(good)).toEqual(good);
  });
});
