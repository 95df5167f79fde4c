import type { Random } from './random.ts';
import { isPlain, namedType, plainField, scalarPool } from './fields.ts';
import type { EntityModel, FieldModel, Requirement } from './world.ts';

/**
 * Gives entities fields that are computed from others: from one of another subgraph, from the same one with other
 * arguments, from one of an entity that lies between, and from one that is computed itself. What is required must not
 * fail, because the monolith would not have asked for it.
 */
export function addRequirements(
  random: Random,
  entities: readonly EntityModel[],
  subgraphs: readonly string[],
): readonly EntityModel[] {
  if (subgraphs.length < 2) return entities;
  const fieldsOf = new Map(entities.map(({ name, fields }) => [name, [...fields]]));
  for (const { name } of entities) {
    const fields = fieldsOf.get(name)!;
    if (random.chance(0.7)) addComputed(random, name, fields, subgraphs);
    if (random.chance(0.4)) addThrough(random, name, fieldsOf, subgraphs);
  }
  return entities.map((entity) => ({ ...entity, fields: fieldsOf.get(entity.name)! }));
}

function addComputed(
  random: Random,
  entityName: string,
  fields: FieldModel[],
  subgraphs: readonly string[],
): void {
  const index = fields.findIndex((field) => isPlain(field) && /^(String|Int|Money|Box)/.test(field.type));
  const required = fields[index];
  if (required === undefined) return;
  fields[index] = { ...required, isSafe: true };
  const owner = random.pick(subgraphs.filter((one) => !required.owners.includes(one)));
  const inner = { Money: ' { amount }', Box: ' { label inner { amount } }' }[namedType(required)] ?? '';
  const [first, second] = random.some(required.args[0]?.literals ?? ['']);
  const requirement = (literal: string): Requirement => ({
    selection: `${required.name}${literal === '' ? '' : `(${literal})`}${inner}`,
    fieldName: required.name,
    externals: [`${entityName}.${required.name}`],
  });
  fields.push(computedField(random, 'computed', owner, requirement(first!)));
  if (second !== undefined) fields.push(computedField(random, 'recomputed', owner, requirement(second)));
  const others = subgraphs.filter((one) => one !== owner);
  if (random.chance(0.3)) fields.push(chainedField(random, entityName, random.pick(others)));
}

// Computed from what is computed itself.
function chainedField(random: Random, entityName: string, owner: string): FieldModel {
  const requirement = { selection: 'computed', fieldName: 'computed', externals: [`${entityName}.computed`] };
  return computedField(random, 'chained', owner, requirement);
}

function addThrough(
  random: Random,
  entityName: string,
  fieldsOf: ReadonlyMap<string, FieldModel[]>,
  subgraphs: readonly string[],
): void {
  const fields = fieldsOf.get(entityName)!;
  const between = fields.find((field) => isPlain(field) && fieldsOf.has(namedType(field)));
  const others = between && fieldsOf.get(namedType(between))!;
  const end = others?.find(
    (field) => isPlain(field) && field.args.length === 0 && scalarPool.includes(namedType(field)),
  );
  if (between === undefined || others === undefined || end === undefined || between.args.length > 0) return;
  const owners = subgraphs.filter((one) => !between.owners.includes(one) && !end.owners.includes(one));
  if (owners.length === 0) return;
  makeSafe(fields, between);
  makeSafe(others, end);
  const requirement = {
    selection: `${between.name} { ${end.name} }`,
    fieldName: between.name,
    externals: [`${entityName}.${between.name}`, `${namedType(between)}.${end.name}`],
  };
  fields.push(computedField(random, 'through', random.pick(owners), requirement));
}

function makeSafe(fields: FieldModel[], { name }: FieldModel): void {
  const index = fields.findIndex((field) => field.name === name);
  fields[index] = { ...fields[index]!, isSafe: true };
}

function computedField(random: Random, name: string, owner: string, requires: Requirement): FieldModel {
  return { ...plainField(name, random.pick(['String', 'String!']), [owner]), requires };
}
