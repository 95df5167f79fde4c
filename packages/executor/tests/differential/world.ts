import { createAbstracts, createNarrower, type AbstractModel } from './abstracts.ts';
import { argumentPool, asInType, interfaceArguments } from './arguments.ts';
import { addComputedObjects } from './computed-objects.ts';
import { plainField, scalarPool, wrapped } from './fields.ts';
import { differ, type Differences } from './differences.ts';
import { addHeld, type FromContext } from './held.ts';
import { hideSome, hideTypes } from './hidden.ts';
import {
  createInterfaceObjects,
  isRequiredByObjects,
  type InterfaceObjectModel,
} from './interface-objects.ts';
import { provideObjects, provideOne } from './provides.ts';
import { provideOfInterfaces } from './provides-of-interfaces.ts';
import { provideThrough } from './provides-through.ts';
import { Random } from './random.ts';
import { addRequirements } from './requirements.ts';
import { createRoots, createSharedRoots } from './roots.ts';
import { createKeys } from './keys.ts';
import { pickNamed, type Targets } from './targets.ts';

/**
 * A random platform: its subgraphs, entities, interfaces, unions and who owns which field. Whether it composes is
 * found out by trying.
 */
export function createWorld(seed: number): World {
  const random = new Random(seed);
  const subgraphs = ['alpha', 'beta', 'gamma', 'delta'].slice(0, 2 + random.int(3));
  const entityNames = ['Item', 'Person', 'Place', 'Thing'].slice(0, 2 + random.int(3));
  // The interface has a field of its own in one subgraph only.
  const labelOwner = random.pick(subgraphs);
  const hasLabel = labelOwner === subgraphs[0];
  const args = interfaceArguments(new Random(`${seed} label`));
  const plainLabel = { ...plainField('label', 'String', [labelOwner]), args };
  const objects = (): InterfaceObjectModel[] =>
    createInterfaceObjects(random, 'Node', hasLabel ? plainLabel : undefined, new Random(`${seed} objects`));
  const interfaceObjects = random.chance(0.4) ? objects() : [];
  // @NOTE where subgraphs know different types of it, the planner fails on what an interface object requires: see ADR 14.
  const canDiffer = !interfaceObjects.some(({ fields }) => fields.some(({ requires }) => requires));
  const isSafe = isRequiredByObjects(interfaceObjects, 'label');
  const labelFrom = new Random(`${seed} label type`);
  const labelType = !isSafe && labelFrom.chance(0.5) ? labelFrom.pick(['Money', 'Box']) : 'String';
  const label = { ...plainLabel, type: labelType, isSafe };
  const abstracts = createAbstracts(random, subgraphs, entityNames, canDiffer, label);
  // What interface objects add to an interface does not reach one that implements it: that does not compose.
  const narrower =
    interfaceObjects.length > 0
      ? undefined
      : createNarrower(new Random(`${seed} narrower`), abstracts[0]!, subgraphs);
  if (narrower !== undefined) abstracts.push(narrower);
  const targets = { entityNames, abstracts };
  const roots = subgraphs.flatMap((subgraph) => createRoots(random, subgraph, targets));
  roots.push(...createSharedRoots(new Random(`${seed} shared roots`), subgraphs, targets));
  const plain = entityNames.map((name) => createEntity(random, name, subgraphs, targets));
  const required = addRequirements(random, plain, subgraphs);
  const computed = addComputedObjects(random, required, abstracts, subgraphs);
  const held = random.chance(0.35) ? addHeld(random, computed, subgraphs) : computed;
  const providing = held.map((entity) => {
    const fields = [...entity.fields];
    provideOne(random, entity.name, fields, roots);
    return { ...entity, fields };
  });
  const provided = provideObjects(new Random(`${seed} provided`), providing, subgraphs, roots);
  const throughFrom = new Random(`${seed} provided through`);
  const through = provideThrough(throughFrom, provided, subgraphs, abstracts, roots);
  const entities = through.map((entity) => {
    const { fields } = entity;
    const implemented = abstracts.filter(
      ({ kind, members }) => kind === 'interface' && members.includes(entity.name),
    );
    const inherited = implemented.flatMap((one) => one.fields ?? []);
    const inType = new Random(`${seed} ${entity.name}`);
    return { ...entity, fields: [...fields, ...inherited.map((field) => asInType(inType, field))] };
  });
  const holder = entities.flatMap(({ fields }) => fields).find((field) => field.fromContext)
    ?.fromContext?.holder;
  if (holder !== undefined)
    roots.push({ ...plainField('holders', `[${holder}!]`, [random.pick(subgraphs)]), operation: 'query' });
  const providingFrom = new Random(`${seed} provided of interfaces`);
  const world = {
    ...provideOfInterfaces(providingFrom, { entities, abstracts, roots }),
    ...{ seed, subgraphs, interfaceObjects, holder },
    hiddenTypes: new Set<string>(),
    differences: { tonesIn: {}, filterFieldsIn: {}, looseIn: [] },
  };
  const hiding = hideTypes(new Random(`${seed} hidden types`), hideSome(new Random(`${seed} hidden`), world));
  return differ(new Random(`${seed} differences`), hiding);
}

function createEntity(
  random: Random,
  name: string,
  subgraphs: readonly string[],
  targets: Targets,
): EntityModel {
  const keys = createKeys(random, subgraphs);
  const unresolvable: Record<string, string> = {};
  for (const [subgraph, [first, second]] of Object.entries(keys))
    if (second !== undefined && random.chance(0.15)) unresolvable[subgraph] = first!;
  const fields = Array.from({ length: 4 + random.int(6) }, (_, index) =>
    createField(random, `f${index}`, subgraphs, targets),
  );
  return { name, keys, unresolvable, fields };
}

function createField(
  random: Random,
  name: string,
  subgraphs: readonly string[],
  targets: Targets,
): FieldModel {
  const isShared = random.chance(0.2);
  const owners = isShared ? random.some(subgraphs) : [random.pick(subgraphs)];
  const named = pickNamed(random, targets, owners);
  const field = plainField(name, wrapped(random, named, random.chance(0.35)), owners);
  // A leaf: what fails below an object would take more with it in the strict subgraph than in the monolith.
  const canBeStrict = owners.length > 1 && !field.type.endsWith('!') && scalarPool.includes(named);
  const isStrict = canBeStrict && random.chance(0.5);
  return {
    ...field,
    ...(isStrict && { strictIn: random.pick(owners), isSafe: true }),
    args: random.chance(0.35) ? [random.pick(argumentPool)] : [],
    ...createOverride(random, owners, subgraphs),
    isInaccessible: random.chance(0.08),
  };
}

function createOverride(
  random: Random,
  owners: readonly string[],
  subgraphs: readonly string[],
): Pick<FieldModel, 'overriddenIn' | 'overrideLabel'> {
  if (owners.length > 1 || !random.chance(0.12)) return { overriddenIn: undefined, overrideLabel: undefined };
  return {
    overriddenIn: subgraphs.find((one) => one !== owners[0]),
    overrideLabel: random.chance(0.3) ? undefined : random.pick(['percent(50)', 'percent(20)', 'moved']),
  };
}

export interface World {
  readonly seed: number;
  readonly subgraphs: readonly string[];
  readonly entities: readonly EntityModel[];
  readonly abstracts: readonly AbstractModel[];
  readonly roots: readonly RootModel[];
  readonly interfaceObjects: readonly InterfaceObjectModel[];
  /** The entity of which others below are told something by `@context`. */
  readonly holder: string | undefined;
  /** The unions, interfaces, enums and scalars that do not exist to clients. */
  readonly hiddenTypes: ReadonlySet<string>;
  readonly differences: Differences;
}

export interface EntityModel {
  readonly name: string;
  /** The keys by which each subgraph knows the entity. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** The key that a subgraph names but can't be asked by. */
  readonly unresolvable: Readonly<Record<string, string>>;
  /** A subgraph that answers null for some, whose fields are null then. It shares no field with others. */
  readonly forgottenIn?: string | undefined;
  readonly fields: readonly FieldModel[];
  /** Parts of its keys that clients don't see. */
  readonly hiddenKeys?: readonly string[];
  /** To clients it does not exist. */
  readonly isInaccessible?: boolean;
}

export interface FieldModel {
  readonly name: string;
  readonly type: string;
  readonly owners: readonly string[];
  readonly args: readonly ArgumentModel[];
  /** The one of its owners where it takes more than with the others. */
  readonly looseIn?: string;
  /** A subgraph that still has the field though its owner took it over. */
  readonly overriddenIn: string | undefined;
  /** Whether the owner took it over is decided for each request. */
  readonly overrideLabel: string | undefined;
  /** A subgraph whose root field provides the field. */
  readonly providedIn: string | undefined;
  /** What comes along of the entity that it answers. */
  readonly provides?: string;
  /** The one of its owners with which this comes along; the first unless told. */
  readonly providesIn?: string;
  readonly isInaccessible: boolean;
  /** It never fails and never breaks its own nullability. */
  readonly isSafe: boolean;
  /** A subgraph where the field can't be null, though it can in others; it never is, and it never fails. */
  readonly strictIn: string | undefined;
  readonly requires: Requirement | undefined;
  /** What it gets from above by an argument that clients don't see. */
  readonly fromContext?: FromContext;
}

export interface Requirement {
  readonly selection: string;
  /** The field that is computed with. */
  readonly fieldName: string;
  /** `Type.field` of whatever another subgraph has to send. */
  readonly externals: readonly string[];
}

export interface RootModel extends FieldModel {
  readonly operation: 'query' | 'mutation';
}

export interface ArgumentModel {
  readonly definition: string;
  readonly literals: readonly string[];
}
