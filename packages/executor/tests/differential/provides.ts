import { namedType, scalarPool } from './fields.ts';
import type { Random } from './random.ts';
import type { EntityModel, FieldModel, RootModel } from './world.ts';

/** Lets a root field bring along a leaf which is otherwise another subgraph's. */
export function provideOne(
  random: Random,
  entityName: string,
  fields: FieldModel[],
  roots: RootModel[],
): void {
  const rootIndex = roots.findIndex(
    ({ type, operation, owners }) =>
      operation === 'query' && owners.length === 1 && type.includes(entityName),
  );
  const root = roots[rootIndex];
  if (root === undefined || !random.chance(0.5)) return;
  const index = fields.findIndex(
    (field) => scalarPool.includes(namedType(field)) && isProvidable(field, root.owners[0]!),
  );
  const field = fields[index];
  if (field === undefined) return;
  fields[index] = { ...field, providedIn: root.owners[0] };
  roots[rootIndex] = { ...root, provides: field.name };
}

/** Lets fields of the root and of entities bring along objects, and leaves, that are otherwise another subgraph's. */
export function provideObjects(
  random: Random,
  entities: readonly EntityModel[],
  subgraphs: readonly string[],
  roots: RootModel[],
): readonly EntityModel[] {
  const known = entities.filter(({ keys }) => subgraphs.every((one) => keys[one] !== undefined));
  const fieldsOf: FieldsOf = new Map(known.map(({ name, fields }) => [name, [...fields]]));
  for (let left = random.int(5); left > 0; left--) {
    if (random.chance(0.4)) provideFrom(random, roots, fieldsOf);
    else provideFrom(random, fieldsOf.get(random.pick(known).name)!, fieldsOf);
  }
  return entities.map((entity) => ({ ...entity, fields: fieldsOf.get(entity.name) ?? entity.fields }));
}

function provideFrom<Field extends FieldModel>(random: Random, list: Field[], fieldsOf: FieldsOf): void {
  const providers = list.filter(
    (one) => canProvide(one) && one.owners.length === 1 && fieldsOf.has(namedType(one)),
  );
  if (providers.length === 0) return;
  const provider = random.pick(providers);
  const [subgraph] = provider.owners;
  const fields = fieldsOf.get(namedType(provider))!;
  const candidates = fields.filter((one) => one !== provider && isProvidable(one, subgraph!));
  const objects = candidates.filter((one) => !scalarPool.includes(namedType(one)));
  if (candidates.length === 0) return;
  const field = random.pick(objects.length > 0 ? objects : candidates);
  const inner = innerOf[namedType(field)] ?? provideLeaf(random, field, subgraph!, fieldsOf);
  if (inner === undefined) return;
  fields[fields.indexOf(field)] = { ...field, providedIn: subgraph };
  const index = list.indexOf(provider);
  list[index] = { ...list[index]!, provides: `${field.name} ${inner}` };
}

// What is brought along of an entity: a leaf that is otherwise another subgraph's, too.
function provideLeaf(
  random: Random,
  between: FieldModel,
  subgraph: string,
  fieldsOf: FieldsOf,
): string | undefined {
  if (scalarPool.includes(namedType(between))) return '';
  const fields = fieldsOf.get(namedType(between));
  const leaves = fields?.filter((one) => scalarPool.includes(namedType(one)) && isProvidable(one, subgraph));
  if (fields === undefined || leaves === undefined || leaves.length === 0) return undefined;
  const leaf = random.pick(leaves);
  fields[fields.indexOf(leaf)] = { ...leaf, providedIn: subgraph };
  return `{ ${leaf.name} }`;
}

/** Whether a field may bring something along. */
export function canProvide({ provides, overriddenIn, fromContext, ...field }: FieldModel): boolean {
  const isMutation = 'operation' in field && field.operation !== 'query';
  return !isMutation && [provides, overriddenIn, fromContext].every((one) => one === undefined);
}

/** Whether a subgraph may bring a field along that is otherwise another one's. */
export function isProvidable(field: FieldModel, subgraph: string): boolean {
  const { owners, args, overriddenIn, requires, isInaccessible, isSafe, fromContext, providedIn, provides } =
    field;
  const isPlain = [overriddenIn, requires, fromContext, provides].every((one) => one === undefined);
  const isFree = !isInaccessible && !isSafe && (providedIn ?? subgraph) === subgraph;
  return isPlain && isFree && args.length === 0 && !owners.includes(subgraph);
}

/** What is brought along of objects without a key. */
export const innerOf: Readonly<Record<string, string>> = {
  Money: '{ amount }',
  Box: '{ label inner { amount } }',
};

type FieldsOf = ReadonlyMap<string, FieldModel[]>;
