import {
  baseType,
  isObjectType,
  type NamedType,
  type Schema,
  type Supergraph,
} from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { Kind, type DocumentNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { eachFetch } from './each-fetch.ts';
import { parseFetch, withUsedVariables } from './entity-selections.ts';
import type { Externals } from '../supergraph/externals.ts';

/** Asks no subgraph for what it can't answer. Changes the plan, and tells whether it did. */
export function stripExternals(plan: QueryPlan, supergraph: Supergraph, externals: Externals): boolean {
  let isChanged = false;
  eachFetch(plan.node, (fetch) => {
    const schema = supergraph.subgraphs().get(fetch.serviceName)?.schema;
    const stripped = schema && stripFetch(fetch, schema, externals);
    if (stripped === undefined) return;
    isChanged = true;
    Object.assign(fetch, withUsedVariables(fetch, stripped));
  });
  return isChanged;
}

function stripFetch(fetch: FetchNode, schema: Schema, externals: Externals): DocumentNode | undefined {
  let isChanged = false;
  const stripSet = (set: SelectionSetNode, type: NamedType | undefined): SelectionSetNode => {
    const selections = set.selections.flatMap((node) => stripSelection(node, type) ?? []);
    return { ...set, selections: selections.length === 0 ? [typename] : selections };
  };
  const stripSelection = (node: SelectionNode, type: NamedType | undefined): SelectionNode | undefined => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const on = node.typeCondition === undefined ? type : schema.type(node.typeCondition.name.value);
      return { ...node, selectionSet: stripSet(node.selectionSet, on) };
    }
    const name = node.name.value;
    if (type !== undefined && isObjectType(type) && externals.isExternal(type, name)) {
      isChanged = true;
      return undefined;
    }
    return node.selectionSet === undefined
      ? node
      : { ...node, selectionSet: stripSet(node.selectionSet, typeOf(type, name)) };
  };
  const document = parseFetch(fetch);
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? {
          ...definition,
          selectionSet: stripSet(
            definition.selectionSet,
            schema.schemaDefinition.rootType(definition.operation),
          ),
        }
      : definition,
  );
  return isChanged ? { ...document, definitions } : undefined;
}

function typeOf(type: NamedType | undefined, fieldName: string): NamedType | undefined {
  if (type?.kind !== 'ObjectType' && type?.kind !== 'InterfaceType') return undefined;
  const fieldType = type.field(fieldName)?.type;
  return fieldType && baseType(fieldType);
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
