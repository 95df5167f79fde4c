import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isRecord, type JsonObject } from './json.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/**
 * Compiles what a fetch requires to a choice of writers, one for each type of entity: from an object of the data to
 * the JSON text of its representation, or undefined when the object lacks something, so that this entity is not
 * asked for.
 * @param onlyTypes the entities of other types are not asked for either
 */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[] | undefined,
  types: SupergraphTypes,
  onlyTypes: readonly string[] | undefined,
): Represent {
  const rename = renameType(inputRewrites ?? [], types);
  const writers = new Map<string, EntityWriter | undefined>();
  return (entity) => {
    const typename = entity.__typename;
    if (typeof typename !== 'string') return undefined;
    const known = writers.get(typename);
    if (known !== undefined || writers.has(typename)) return known;
    const isAsked = onlyTypes === undefined || onlyTypes.includes(typename);
    const fields = isAsked ? collect(requires, typename, types) : undefined;
    const writer = fields && compileWriter(fields, rename(typename), types);
    writers.set(typename, writer);
    return writer;
  };
}

function compileWriter(
  fields: CollectedFields,
  typename: string,
  types: SupergraphTypes,
): EntityWriter | undefined {
  if (!fields.has('__typename')) return undefined;
  const others = [...fields].filter(([key]) => key !== '__typename');
  const [first] = others;
  // Taken apart by type, a fetch may bring a type that has no key in what is left: nobody could tell its entities apart.
  if (first === undefined) return undefined;
  const onlyKey = others.length === 1 && first[1].selections === undefined ? first[0] : undefined;
  return { onlyKey, write: compileFields(fields, typename, types) };
}

function compileFields(
  fields: CollectedFields,
  typename: string | undefined,
  types: SupergraphTypes,
): Writer {
  const entries = [...fields].map(([key, { name, selections }]) => ({
    key,
    start: `${JSON.stringify(name)}:`,
    constant: key === '__typename' && typename !== undefined ? JSON.stringify(typename) : undefined,
    write: selections === undefined ? JSON.stringify : compileNested(selections, types),
  }));
  return (source) => {
    let text = '';
    for (const { key, start, constant, write } of entries) {
      const value = source[key];
      if (value === undefined) return undefined;
      text += `${text === '' ? '{' : ','}${start}${constant ?? write(value)}`;
    }
    return `${text === '' ? '{' : text}}`;
  };
}

function compileNested(
  selections: readonly QueryPlanSelectionNode[],
  types: SupergraphTypes,
): (value: unknown) => string {
  const writers = new Map<unknown, Writer>();
  const writerFor = (typename: unknown): Writer => {
    const known = writers.get(typename);
    if (known !== undefined) return known;
    const on = typeof typename === 'string' ? typename : undefined;
    const writer = compileFields(collect(selections, on, types), undefined, types);
    writers.set(typename, writer);
    return writer;
  };
  const write = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(write).join()}]`;
    return isRecord(value) ? (writerFor(value.__typename)(value) ?? 'null') : 'null';
  };
  return write;
}

// The fields that apply to one type, with the selections of a field that is asked for twice put together.
function collect(
  selections: readonly QueryPlanSelectionNode[],
  typename: string | undefined,
  types: SupergraphTypes,
  fields = new Map<string, CollectedField>(),
): Map<string, CollectedField> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const before = fields.get(key)?.selections ?? [];
      const selections = selection.selections && [...before, ...selection.selections];
      fields.set(key, { name: selection.name, selections });
    } else if (applies(selection.typeCondition, typename, types)) {
      collect(selection.selections, typename, types, fields);
    }
  }
  return fields;
}

function applies(
  condition: string | undefined,
  typename: string | undefined,
  types: SupergraphTypes,
): boolean {
  return condition === undefined || (typename !== undefined && types.isSubtype(condition, typename));
}

// A subgraph with an `@interfaceObject` knows an entity by its interface only.
function renameType(
  rewrites: readonly FetchDataRewrite[],
  types: SupergraphTypes,
): (typename: string) => string {
  return (typename) =>
    rewrites.reduce((name, rewrite) => {
      const [on, field] = rewrite.path;
      if (rewrite.kind !== 'ValueSetter' || field !== '__typename' || on === undefined) return name;
      return types.isSubtype(on.replace('... on ', ''), name) ? String(rewrite.setValueTo) : name;
    }, typename);
}

/** Chooses the writer for an object; undefined when objects of its type are not asked for. */
export type Represent = (entity: JsonObject) => EntityWriter | undefined;

export interface EntityWriter {
  /** The one scalar by which entities differ, if it is only one. */
  readonly onlyKey: string | undefined;
  /** The JSON text of a representation: what is sent, and what tells equal entities. */
  readonly write: Writer;
}

/** By the key under which the data holds the field. */
type CollectedFields = ReadonlyMap<string, CollectedField>;

interface CollectedField {
  /** What the subgraph calls it. */
  readonly name: string;
  readonly selections: readonly QueryPlanSelectionNode[] | undefined;
}

type Writer = (source: JsonObject) => string | undefined;
