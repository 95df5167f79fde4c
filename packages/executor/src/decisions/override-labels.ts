import { createHash } from 'node:crypto';
import { isAbstractType, type GraphQLCompositeType, type GraphQLSchema } from 'graphql';
import { specDirective } from '../spec-directives.ts';
import { fieldsIn, hasFields, internalSelections, type FieldOfType } from './internal-selections.ts';
import type { Touched } from './touched-fields.ts';

/**
 * Reads the labels of `@override(from:, label:)`. Undefined where a supergraph has none.
 */
export function readOverrideLabels(schema: GraphQLSchema): OverrideLabels | undefined {
  const joinField = specDirective(schema, 'join', 'field');
  const joinType = specDirective(schema, 'join', 'type');
  const labelsOf = ({ type, name }: FieldOfType): readonly string[] =>
    (joinField?.usesOn(type.getFields()[name] ?? {}) ?? []).flatMap(({ overrideLabel }) =>
      typeof overrideLabel === 'string' ? [overrideLabel] : [],
    );
  const hasLabels = Object.values(schema.getTypeMap()).some(
    (type) =>
      hasFields(type) && Object.keys(type.getFields()).some((name) => labelsOf({ type, name }).length > 0),
  );
  if (!hasLabels) return undefined;

  const selectedInside = internalSelections(schema);
  const concrete = (type: GraphQLCompositeType): readonly GraphQLCompositeType[] =>
    isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
  const keyFields = (type: GraphQLCompositeType): readonly FieldOfType[] =>
    (joinType?.usesOn(type) ?? []).flatMap(({ key }) =>
      typeof key === 'string' && hasFields(type) ? fieldsIn(schema, type, key) : [],
    );
  return {
    metBy: ({ types, fields }) => {
      const labels = new Set<string>();
      const seen = new Set<string>();
      const meetField = (field: FieldOfType): void => {
        const coordinate = `${field.type.name}.${field.name}`;
        if (seen.has(coordinate)) return;
        seen.add(coordinate);
        labelsOf(field).forEach((label) => labels.add(label));
        meetType(field.type);
        selectedInside(field).forEach(meetField);
      };
      // Wherever an object is, its keys may be fetched to go on from there.
      const meetType = (type: GraphQLCompositeType): void => {
        if (seen.has(type.name)) return;
        seen.add(type.name);
        concrete(type).flatMap(keyFields).forEach(meetField);
      };
      const inSupergraph = (type: GraphQLCompositeType): readonly GraphQLCompositeType[] =>
        concrete(schema.getType(type.name) as GraphQLCompositeType);
      types.flatMap(inSupergraph).forEach(meetType);
      for (const { type, name } of fields) {
        for (const one of inSupergraph(type)) if (hasFields(one)) meetField({ type: one, name });
      }
      return [...labels].sort();
    },
  };
}

/**
 * Which of some labels are on for one request. Shares are decided by one point between 0 and 100, so that who is
 * among five percent is also among twenty; a seed always has the same point.
 */
export async function activeLabels<Context>(
  labels: readonly string[],
  { seedOf, labelsOf }: OverrideOptions<Context>,
  context: Context,
): Promise<readonly string[]> {
  const point = pointOf(seedOf?.(context));
  const named = labels.filter((label) => shareOf(label) === undefined);
  const on = new Set(named.length === 0 ? [] : await labelsOf?.(context, named));
  return labels.filter((label) => {
    const share = shareOf(label);
    return share === undefined ? on.has(label) : point < share;
  });
}

function shareOf(label: string): number | undefined {
  const percent = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
  return percent === undefined ? undefined : Number(percent);
}

function pointOf(seed: string | undefined): number {
  if (seed === undefined) return Math.random() * 100;
  return (createHash('sha256').update(seed).digest().readUIntBE(0, 6) / 2 ** 48) * 100;
}

export interface OverrideLabels {
  /** The labels on which the plan of an operation can depend, sorted. */
  metBy(touched: Touched): readonly string[];
}

/** How `@override(label:)` is decided for each request. */
export interface OverrideOptions<Context> {
  /** Whoever has the same seed gets the same side of `percent(…)` each time; chance decides where there is none. */
  readonly seedOf?: ((context: Context) => string | undefined) | undefined;
  /** Which of the named labels that an operation depends on are on; none unless told. */
  readonly labelsOf?:
    | ((context: Context, labels: readonly string[]) => Iterable<string> | Promise<Iterable<string>>)
    | undefined;
}
