import type { AbstractModel } from './abstracts.ts';
import { hiddenArguments } from './arguments.ts';
import { namedType } from './fields.ts';
import type { Random } from './random.ts';
import type { ArgumentModel, FieldModel, World } from './world.ts';

/** Hides an entity from clients, with all fields that lead to it, and parts of keys, and gives fields arguments that clients don't see. */
export function hideSome(random: Random, world: World): World {
  const names = world.entities.map(({ name }) => name).filter((name) => canHide(world, name));
  const name = names.length > 0 && random.chance(0.25) ? random.pick(names) : undefined;
  const hide = <Field extends FieldModel>(field: Field): Field => {
    const isHidden = name !== undefined && namedType(field) === name;
    const canTake = field.providedIn === undefined && random.chance(0.1);
    const args = canTake ? [...field.args, random.pick(hiddenArguments)] : field.args;
    return { ...field, args, isInaccessible: field.isInaccessible || isHidden };
  };
  const inInterfaces = new Set(
    world.abstracts.flatMap(({ fields = [] }) => fields.map((field) => field.name)),
  );
  const entities = world.entities.map((entity) => ({
    ...entity,
    isInaccessible: entity.name === name,
    hiddenKeys: random.chance(0.3) ? random.some(['code', 'region', 'org']) : [],
    fields: entity.fields.map((field) => (inInterfaces.has(field.name) ? field : hide(field))),
  }));
  return { ...world, entities, roots: world.roots.map(hide) };
}

/** Hides a union or interface from clients, and an enum or a scalar, with all fields that answer them and all arguments of them. */
export function hideTypes(random: Random, world: World): World {
  const names = new Set<string>();
  if (random.chance(0.3)) names.add(random.pick(world.abstracts).name);
  if (random.chance(0.3)) names.add(random.pick(['Tone', 'Mode', 'Json']));
  const hide = <Field extends FieldModel>(field: Field): Field => ({
    ...field,
    args: field.args.map((one) => (names.has('Mode') ? hideMode(one) : one)),
    isInaccessible: field.isInaccessible || names.has(namedType(field)),
  });
  const hideFields = <Owner extends WithFields>(owner: Owner): Owner =>
    owner.fields === undefined ? owner : { ...owner, fields: owner.fields.map(hide) };
  const hideAbstract = (model: AbstractModel): AbstractModel => {
    const { implemented } = model;
    return hideFields(implemented === undefined ? model : { ...model, implemented: hideFields(implemented) });
  };
  return {
    ...world,
    hiddenTypes: names,
    entities: world.entities.map(hideFields),
    abstracts: world.abstracts.map(hideAbstract),
    interfaceObjects: world.interfaceObjects.map(hideFields),
    roots: world.roots.map(hide),
  };
}

// Without a default, of which the monolith would not know.
function hideMode({ definition, literals }: ArgumentModel): ArgumentModel {
  return { definition: definition.replace(/: Mode( = .*)?$/, ': Mode @inaccessible'), literals };
}

// Something must stay, and interfaces must not lead to it.
// @NOTE nor may an interface object bring it: as long as nobody wants its type, it is answered. See ADR 14.
function canHide({ abstracts, holder, entities, interfaceObjects }: World, name: string): boolean {
  const untyped = interfaceObjects.map(({ interfaceName }) => interfaceName);
  const isKept = abstracts.some(
    (abstract) =>
      (abstract.members.length === 1 && abstract.members[0] === name) ||
      (abstract.members.includes(name) && untyped.includes(abstract.name)) ||
      (abstract.members.includes('Coin') && entities[0]?.name === name) ||
      abstract.fields?.some((field) => namedType(field) === name),
  );
  return entities.length > 1 && name !== holder && name !== 'Note' && !isKept;
}

interface WithFields {
  readonly fields?: readonly FieldModel[];
}
