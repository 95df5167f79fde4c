// A subgraph with an `@interfaceObject` knows no types, so that the planner asks it for everything of every entity, also
// for what is wanted of some types only. What fails there though nobody wants it takes with it what is wanted. Here
// such a fetch is taken apart: each type is asked for what is wanted of it.
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import { keyOf } from './typed-path.ts';
import { fieldOnPath, fieldsBelow, fieldsOf, fieldsRequired, type WantedField } from './wanted-fields.ts';

/** @param operation what was planned: one operation without fragment spreads */
export function askByType(plan: QueryPlan, operation: string, known: InterfaceObjects): QueryPlan {
  const { node } = plan;
  if (node === undefined) return plan;
  const { selectionSet } = definitionIn(operation);
  const wanted: Wanted[] = [{ path: [], types: undefined, fields: fieldsOf(selectionSet) }];
  if (node.kind !== 'Subscription') return { ...plan, node: mend(node, []) };
  const rest = node.rest && mend(node.rest, []);
  return { ...plan, node: { ...node, ...(rest && { rest }) } };

  // From the last fetch to the first: what one requires is wanted of those before it.
  function mend(step: PlanNode, path: readonly string[]): PlanNode {
    switch (step.kind) {
      case 'Sequence':
      case 'Parallel':
        return { ...step, nodes: backwards(step.nodes, (child) => mend(child, path)) };
      case 'Flatten':
        return { ...step, node: mend(step.node, [...path, ...step.path.map(keyOf)]) };
      case 'Fetch': {
        const keys = path.filter((key) => key !== '@');
        const fetches = separate(step, (type) => wantedOf(keys, type), known);
        for (const fetch of fetches)
          wanted.push({ path: keys, types: typesAskedBy(fetch), fields: fieldsRequired(fetch.requires) });
        wanted.push(...(step.contextRewrites ?? []).map((rewrite) => wantedByContext(keys, rewrite.path)));
        return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
      }
      case 'Defer': {
        const deferred = backwards(step.deferred, (part) => ({
          ...part,
          ...(part.node && { node: mend(part.node, path) }),
        }));
        const primary = step.primary.node && mend(step.primary.node, path);
        return { ...step, deferred, primary: { ...step.primary, ...(primary && { node: primary }) } };
      }
      case 'Condition':
        return step;
    }
  }

  /** What is wanted of the objects of a type at a place; of those of any type unless one is told. */
  function wantedOf(keys: readonly string[], type: string | undefined): readonly WantedField[] {
    const isOfType = ({ on }: WantedField): boolean =>
      type === undefined || on.every((name) => known.isOf(name, type));
    return wanted.flatMap(({ path, types, fields }) => {
      const isElsewhere = path.some((key, index) => key !== keys[index]);
      const isOfOthers = path.length === keys.length && type !== undefined && types?.includes(type) === false;
      return isElsewhere || isOfOthers ? [] : fieldsBelow(fields, keys.slice(path.length)).filter(isOfType);
    });
  }
}

/** One fetch for each set of types of which the same is wanted. */
function separate(fetch: FetchNode, wantedOf: WantedOf, known: InterfaceObjects): TypedFetch[] {
  if (fetch.requires === undefined) return [fetch];
  const definition = definitionIn(fetch.operation);
  const [entities] = definition.selectionSet.selections;
  const isUntyped = (name: string): boolean => known.isInterfaceObject(fetch.serviceName, name);
  if (entities?.kind !== Kind.FIELD || !fragmentsIn(entities).some(({ on }) => isUntyped(on))) return [fetch];
  const groups = new Map<string, { readonly types: string[]; readonly entities: FieldNode }>();
  const types = known.types.filter((type) => isAskedFor(type, fetch.requires ?? [], known));
  for (const type of types) {
    const isNarrowed = (name: string): boolean => isUntyped(name) && known.isOf(name, type);
    const narrowed = narrowEntities(entities, isNarrowed, wantedOf(type), wantedOf(undefined));
    if (narrowed === undefined) continue;
    const text = print(narrowed);
    const group = groups.get(text) ?? { types: [], entities: narrowed };
    group.types.push(type);
    groups.set(text, group);
  }
  const isOfAll = groups.get(print(entities))?.types.length === types.length;
  if (isOfAll || groups.size === 0) return [fetch];
  return [...groups.values()].map((group) => ({
    ...withEntities(fetch, definition, group.entities),
    onlyTypes: group.types,
  }));
}

function narrowEntities(
  entities: FieldNode,
  isNarrowed: (typeCondition: string) => boolean,
  wanted: readonly WantedField[],
  wantedOfAny: readonly WantedField[],
): FieldNode | undefined {
  const fragments = fragmentsIn(entities).flatMap(({ on, node }) => {
    if (!isNarrowed(on)) return [node];
    const selections = narrow(node.selectionSet.selections, wanted, wantedOfAny);
    return selections.every(isTypename) ? [] : [withSelections(node, selections)];
  });
  return fragments.length === 0 ? undefined : withSelections(entities, fragments);
}

// What nobody is known to want stays: the planner has its reasons.
function narrow(
  selections: readonly SelectionNode[],
  wanted: readonly WantedField[],
  wantedOfAny: readonly WantedField[],
): readonly SelectionNode[] {
  return selections.flatMap((node): readonly SelectionNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const inner = narrow(node.selectionSet.selections, wanted, wantedOfAny);
      return inner.length === 0 ? [] : [withSelections(node, inner)];
    }
    const keys = [(node.alias ?? node.name).value];
    const isKey = ({ key }: WantedField): boolean => key === keys[0];
    if (isTypename(node) || !wantedOfAny.some(isKey)) return [node];
    if (!wanted.some(isKey)) return [];
    if (node.selectionSet === undefined) return [node];
    const inner = narrow(
      node.selectionSet.selections,
      fieldsBelow(wanted, keys),
      fieldsBelow(wantedOfAny, keys),
    );
    return [withSelections(node, inner.length === 0 ? [typenameField] : inner)];
  });
}

function isAskedFor(
  type: string,
  requires: readonly QueryPlanSelectionNode[],
  known: InterfaceObjects,
): boolean {
  return requires.some(
    (node) =>
      node.kind === 'InlineFragment' &&
      (node.typeCondition === undefined || known.isOf(node.typeCondition, type)),
  );
}

function withEntities(fetch: FetchNode, definition: OperationDefinitionNode, entities: FieldNode): FetchNode {
  const used = new Set<string>();
  visit(entities, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (definition.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const operation = print(withSelections({ ...definition, variableDefinitions }, [entities]));
  const variableUsages = fetch.variableUsages?.filter((name) => used.has(name));
  return {
    ...fetch,
    operation: stripIgnoredCharacters(operation),
    ...(variableUsages && { variableUsages }),
  };
}

function wantedByContext(keys: readonly string[], path: readonly string[]): Wanted {
  const down = path.filter((step) => step !== '..');
  const ups = path.length - down.length;
  return { path: keys.slice(0, keys.length - ups), types: undefined, fields: fieldOnPath(down) };
}

function definitionIn(operation: string): OperationDefinitionNode {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('One operation is planned at a time');
  return definition;
}

function fragmentsIn({ selectionSet }: FieldNode): readonly TypedFragment[] {
  return (selectionSet?.selections ?? []).flatMap((node) =>
    node.kind === Kind.INLINE_FRAGMENT && node.typeCondition !== undefined
      ? [{ on: node.typeCondition.name.value, node }]
      : [],
  );
}

function withSelections<Node extends FieldNode | InlineFragmentNode | OperationDefinitionNode>(
  node: Node,
  selections: readonly SelectionNode[],
): Node {
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

function isTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && node.alias === undefined;
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function backwards<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Result[] {
  return items.toReversed().map(map).toReversed();
}

/** The types whose entities a fetch is for, by their very names; undefined for all that it requires. */
export function typesAskedBy(fetch: FetchNode): readonly string[] | undefined {
  return (fetch as TypedFetch).onlyTypes;
}

// @NOTE the planner's type has no room for it.
type TypedFetch = FetchNode & { readonly onlyTypes?: readonly string[] };

interface TypedFragment {
  readonly on: string;
  readonly node: InlineFragmentNode;
}

type WantedOf = (type: string | undefined) => readonly WantedField[];

/** Fields that are wanted of the objects at a place. */
interface Wanted {
  /** Keys from the root, without the steps of lists. */
  readonly path: readonly string[];
  /** Who wants them is for these types only; undefined for all. */
  readonly types: readonly string[] | undefined;
  readonly fields: readonly WantedField[];
}
