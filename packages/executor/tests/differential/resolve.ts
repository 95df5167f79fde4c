import { getNamedType, GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { FromContext } from './held.ts';
import { keyTypes, type Reference, type ValueObject, type Values } from './values.ts';
import type { EntityModel, FieldModel, World } from './world.ts';

/** One resolver for every field of the monolith and of each subgraph. */
export function resolveField(
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  context: ResolveContext,
  info: FieldInfo,
): unknown {
  const value = resolveValue(source, args, context, info);
  if (context.world.holder === undefined || !(isReference(source) || isValueObject(source))) return value;
  const holder = source.__typename === context.world.holder ? (source as Reference) : source.holder;
  return holder === undefined ? value : heldBy(holder, value);
}

function resolveValue(
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  context: ResolveContext,
  info: FieldInfo,
): unknown {
  const { fieldName, parentType, returnType, schema } = info;
  const { world, values } = context;
  // The monolith does not know what clients don't.
  const { secret: _, ...known } = args;
  const call = `${fieldName}(${JSON.stringify(known)})`;
  if (isValueObject(source)) {
    // What is part of a key must lead back to its entity.
    if (keyTypes.has(source.__typename)) return values.partOfKey(source, returnType);
    return values.fieldValue(`${source.place}.${call}`, source, returnType, schema);
  }
  if (!isReference(source)) {
    const isMutation = parentType.name === 'Mutation';
    // The place of a mutation tells how many came before it: another order gives other values.
    const place = isMutation ? `${call} #${context.log.push(call)}` : call;
    const root = world.roots.find(({ name }) => name === fieldName);
    if (root !== undefined && context.subgraph !== undefined) assertSide(root, context.subgraph, context);
    const subgraphs = root === undefined ? [] : root.owners.concat(root.overriddenIn ?? []);
    return values.fieldValue(place, { isSafe: false, subgraphs }, returnType, schema);
  }
  const { model, owner, forgottenIn } = findField(world, source.__typename, fieldName);
  if (model === undefined) return values.keyValue(source, fieldName);
  if (context.subgraph !== undefined) {
    assertKnown(model, context.subgraph, context);
    assertSide(model, context.subgraph, context);
  }
  if (forgottenIn !== undefined && model.owners[0] === forgottenIn && values.isForgotten(source)) return null;
  if (model.fromContext !== undefined) {
    const from =
      context.subgraph === undefined ? valueAbove(source, model.fromContext, context) : args['from'];
    return `${source.id} in ${JSON.stringify(from ?? null)} ${JSON.stringify(args['n'] ?? null)}`;
  }
  const { owners, overriddenIn = [], providedIn = [] } = model;
  const field = { ...model, subgraphs: owners.concat(overriddenIn, providedIn) };
  if (model.requires === undefined)
    return values.fieldValue(`${owner}.${source.id}.${call}`, field, returnType, schema);
  const from = `from ${requiredBy(source, model, context)}`;
  const isText = getNamedType(returnType).name === 'String';
  return isText
    ? from
    : values.fieldValue(`${owner}.${source.id}.${call} ${from}`, field, returnType, schema);
}

function heldBy(holder: Reference, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => heldBy(holder, item));
  return isReference(value) || isValueObject(value) ? { ...value, holder } : value;
}

function valueAbove({ holder }: Reference, from: FromContext, context: ResolveContext): unknown {
  if (holder === undefined) throw new Error('There is nothing above to tell it');
  const value = context.readSelection(holder, from.selection)?.[from.fieldName];
  const isObject = from.selection !== from.fieldName && value != null;
  return isObject ? Object.values(value)[0] : value;
}

// What stands in a subgraph as external only is for others to tell.
function assertKnown(
  { name, owners, overriddenIn, providedIn }: FieldModel,
  subgraph: string,
  { markUnplanned }: ResolveContext,
): void {
  if (owners.includes(subgraph) || overriddenIn === subgraph || providedIn === subgraph) return;
  markUnplanned();
  throw new GraphQLError(`${name} was asked of ${subgraph}, which knows it as external only`);
}

// A request must stay on the side of each label where it began, which is known beforehand of those that are no share.
function assertSide(
  { name, overriddenIn, overrideLabel }: FieldModel,
  subgraph: string,
  { sides }: ResolveContext,
): void {
  if (overriddenIn === undefined) return;
  const isOld = subgraph === overriddenIn;
  const isOldRight = overrideLabel !== undefined && (sides.get(overrideLabel) ?? isOld);
  if (isOld !== isOldRight) throw new GraphQLError(`${name} was asked of the wrong one of two subgraphs`);
  if (overrideLabel !== undefined) sides.set(overrideLabel, isOld);
}

// In the monolith the required value is computed; in a subgraph it must have come with the representation.
function requiredBy(source: Reference, { name, requires }: FieldModel, context: ResolveContext): string {
  if (requires === undefined) throw new Error('There is nothing to compute from');
  const known =
    context.subgraph === undefined
      ? context.readSelection(source, requires.selection)
      : source.representation;
  if (known == null || !(requires.fieldName in known)) {
    if (isRequired(source, name, context)) context.markUnplanned();
    throw new GraphQLError(`${requires.fieldName} was not sent along`);
  }
  return JSON.stringify(withoutTypename(known[requires.fieldName]));
}

function isRequired({ __typename }: Reference, fieldName: string, { world }: ResolveContext): boolean {
  const entity = world.entities.find(({ name }) => name === __typename);
  return entity?.fields.some(({ requires }) => requires?.fieldName === fieldName) === true;
}

function withoutTypename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypename);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__typename');
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, withoutTypename(inner)]),
  );
}

function findField(world: World, typeName: string, fieldName: string): FoundField {
  const entity: EntityModel | undefined = world.entities.find(({ name }) => name === typeName);
  const own = entity?.fields.find(({ name }) => name === fieldName);
  if (own !== undefined) return { model: own, owner: typeName, forgottenIn: entity?.forgottenIn };
  for (const { interfaceName, fields } of world.interfaceObjects) {
    const added = fields.find(({ name }) => name === fieldName);
    if (added !== undefined) return { model: added, owner: interfaceName };
  }
  return { model: undefined, owner: typeName };
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'entity';
}

function isValueObject(value: unknown): value is ValueObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'value';
}

export interface ResolveContext {
  readonly world: World;
  readonly values: Values;
  /** Undefined in the monolith. */
  readonly subgraph: string | undefined;
  /** The mutations so far. */
  readonly log: string[];
  /** A field that another one requires was asked for without what it is computed from: a known fault of plans. */
  readonly markUnplanned: () => void;
  /** Whether the fields of a label are still where they were, as far as this execution has met them. */
  readonly sides: Map<string, boolean>;
  /** What a selection of an entity holds in the monolith. */
  readonly readSelection: (
    source: Reference,
    selection: string,
  ) => Readonly<Record<string, unknown>> | null | undefined;
}

type FieldInfo = Pick<GraphQLResolveInfo, 'fieldName' | 'parentType' | 'returnType' | 'schema'>;

interface FoundField {
  readonly model: FieldModel | undefined;
  readonly owner: string;
  readonly forgottenIn?: string | undefined;
}
