import { membersKnownTo, type AbstractModel } from './abstracts.ts';
import { isPlain, namedType, plainField, scalarPool, wrapped } from './fields.ts';
import type { Random } from './random.ts';
import type { EntityModel, FieldModel, Requirement } from './world.ts';

/**
 * Lets computed fields answer objects, lists of them, unions and interfaces, and adds fields that are computed from
 * lists of objects, from unions and from interfaces.
 */
export function addComputedObjects(
  random: Random,
  entities: readonly EntityModel[],
  abstracts: readonly AbstractModel[],
  subgraphs: readonly string[],
): readonly EntityModel[] {
  const fieldsOf: FieldsOf = new Map(entities.map(({ name, fields }) => [name, [...fields]]));
  for (const [name, fields] of fieldsOf) {
    if (random.chance(0.5)) addGathered(random, name, fieldsOf, abstracts, subgraphs);
    for (const index of fields.keys())
      if (fields[index]!.requires !== undefined && random.chance(0.4))
        widen(random, name, index, fieldsOf, abstracts);
  }
  return entities.map((entity) => ({ ...entity, fields: fieldsOf.get(entity.name)! }));
}

function widen(
  random: Random,
  entityName: string,
  index: number,
  fieldsOf: FieldsOf,
  abstracts: readonly AbstractModel[],
): void {
  const fields = fieldsOf.get(entityName)!;
  const field = fields[index]!;
  const requiring = fields.find(({ requires }) => requires?.fieldName === field.name);
  // @NOTE unions and interfaces that are required in turn are computed from nothing: see ADR 14.
  const choices = requiring ? [] : answerable(abstracts, field.owners).map(({ name }) => name);
  const named = random.pick([...Object.keys(innerOf), ...endsOf(field, fieldsOf), ...choices]);
  const type = wrapped(random, named, random.chance(0.4));
  if (requiring?.requires === undefined) {
    fields[index] = { ...field, type };
    return;
  }
  const { requires, owners } = requiring;
  const inner = innerOf[named] ?? requirableOf(named, owners[0]!, fieldsOf);
  if (inner === undefined) return;
  fields[index] = { ...field, type, isSafe: true };
  const externals =
    innerOf[named] === undefined ? [...requires.externals, `${named}.${inner}`] : requires.externals;
  const selection = `${field.name} { ${inner} }`;
  replace(fields, { ...requiring, requires: { ...requires, selection, externals } });
}

// @NOTE what is required in turn is computed from nothing below another computed field of the same subgraph: see ADR 14.
function endsOf({ owners }: FieldModel, fieldsOf: FieldsOf): readonly string[] {
  const isChain = (fields: readonly FieldModel[]): boolean =>
    fields.some(({ requires }) => {
      const from = fields.find(({ name }) => name === requires?.fieldName);
      return from?.requires !== undefined && from.owners[0] === owners[0];
    });
  return [...fieldsOf].flatMap(([name, fields]) => (isChain(fields) ? [] : [name]));
}

function addGathered(
  random: Random,
  entityName: string,
  fieldsOf: FieldsOf,
  abstracts: readonly AbstractModel[],
  subgraphs: readonly string[],
): void {
  const fields = fieldsOf.get(entityName)!;
  for (const field of fields.filter((one) => isPlain(one) && one.args.length === 0)) {
    const owner = random.pick(subgraphs);
    const inner = field.owners.includes(owner)
      ? undefined
      : innerSelection(field, owner, fieldsOf, abstracts);
    if (inner === undefined) continue;
    replace(fields, { ...field, isSafe: true });
    const requires: Requirement = {
      selection: `${field.name} { ${inner.selection} }`,
      fieldName: field.name,
      externals: [`${entityName}.${field.name}`, ...inner.externals],
    };
    fields.push({ ...plainField('gathered', random.pick(['String', 'String!']), [owner]), requires });
    return;
  }
}

// What a subgraph may require of the objects that a field answers, where it answers several or of several types.
function innerSelection(
  field: FieldModel,
  owner: string,
  fieldsOf: FieldsOf,
  abstracts: readonly AbstractModel[],
): Inner | undefined {
  const named = namedType(field);
  if (field.type.startsWith('[') && innerOf[named] !== undefined)
    return { selection: innerOf[named], externals: [] };
  const abstract = abstracts.find(({ name }) => name === named);
  if (abstract === undefined || !abstract.owners.includes(owner)) return undefined;
  const members = membersKnownTo(abstract, [...field.owners, owner]);
  const values = members.flatMap((name) =>
    innerOf[name] === undefined ? [] : [`... on ${name} { ${innerOf[name]} }`],
  );
  const entity = members.find((name) => fieldsOf.has(name));
  const leaf = entity && requirableOf(entity, owner, fieldsOf);
  if (leaf === undefined)
    return values.length === 0 ? undefined : { selection: values.join(' '), externals: [] };
  return {
    selection: [...values, `... on ${entity} { ${leaf} }`].join(' '),
    externals: [`${entity}.${leaf}`],
  };
}

// A leaf of an entity that a subgraph may require and does not have itself.
function requirableOf(entityName: string, owner: string, fieldsOf: FieldsOf): string | undefined {
  const fields = fieldsOf.get(entityName)!;
  const field = fields.find(
    (one) =>
      isPlain(one) &&
      one.args.length === 0 &&
      scalarPool.includes(namedType(one)) &&
      !one.owners.includes(owner),
  );
  if (field !== undefined) replace(fields, { ...field, isSafe: true });
  return field?.name;
}

function answerable(
  abstracts: readonly AbstractModel[],
  owners: readonly string[],
): readonly AbstractModel[] {
  return abstracts.filter(
    (one) => owners.every((owner) => one.owners.includes(owner)) && membersKnownTo(one, owners).length > 0,
  );
}

function replace(fields: FieldModel[], field: FieldModel): void {
  fields[fields.findIndex(({ name }) => name === field.name)] = field;
}

const innerOf: Readonly<Record<string, string>> = { Money: 'amount', Box: 'label inner { amount }' };

type FieldsOf = ReadonlyMap<string, FieldModel[]>;

interface Inner {
  readonly selection: string;
  readonly externals: readonly string[];
}
