import { interfaceArguments } from './arguments.ts';
import { plainField } from './fields.ts';
import { Random } from './random.ts';
import type { FieldModel } from './world.ts';

/**
 * Interfaces and unions. Some are partial: the members that subgraphs know of them differ.
 * @param canDiffer whether those of the interface `Node` may
 * @param label a field of this interface, in one subgraph only
 */
export function createAbstracts(
  random: Random,
  subgraphs: readonly string[],
  entities: readonly string[],
  canDiffer: boolean,
  label: FieldModel,
): AbstractModel[] {
  const members = random.some(entities);
  const node = {
    ...createAbstract(random, 'Node', 'interface', members, subgraphs, canDiffer),
    fields: [label],
  };
  const any = createAbstract(random, 'Any', 'union', random.some(entities), random.some(subgraphs));
  const mixed = [...random.some(entities), ...random.some(['Money', 'Box'])];
  const mix = createAbstract(random, 'Mix', 'union', mixed, random.some(subgraphs));
  return random.chance(0.5) ? [node, any, mix, createStuff(random, subgraphs, entities)] : [node, any, mix];
}

// What a `Crate` holds, a type without a key that all subgraphs share: each knows only the types that it counts as members.
function createStuff(
  random: Random,
  subgraphs: readonly string[],
  entities: readonly string[],
): AbstractModel {
  const kind = random.pick(['union', 'interface'] as const);
  const common = random.pick(contentTypes);
  const more = kind === 'union' ? random.some(entities) : [];
  const membersIn = Object.fromEntries(
    subgraphs.map((one) => [one, [...new Set([common, ...random.some([...contentTypes, ...more])])]]),
  );
  const members = [...new Set(Object.values(membersIn).flat())];
  const others = members.filter((name) => contentTypes.includes(name) && name !== common);
  const hidden = others.length > 0 && random.chance(0.3) ? random.pick(others) : undefined;
  const args = interfaceArguments(new Random(`name of ${JSON.stringify(membersIn)}`));
  const name = { ...plainField('name', 'String', subgraphs), args };
  return { name: 'Stuff', kind, members, owners: subgraphs, membersIn, hidden, fields: [name] };
}

function createAbstract(
  random: Random,
  name: string,
  kind: AbstractModel['kind'],
  members: readonly string[],
  owners: readonly string[],
  canDiffer = true,
): AbstractModel {
  const isPartial = random.chance(0.35) && canDiffer;
  // The first owner knows all of them: an interface with a key, of which there is one there, must.
  const membersIn = owners.map((one, index) => [
    one,
    isPartial && index > 0 ? random.some(members) : members,
  ]);
  return { name, kind, members, owners, membersIn: Object.fromEntries(membersIn) };
}

/** An interface that implements another one, and has a field of its own in one of the subgraphs that know it. */
export function createNarrower(
  random: Random,
  wider: AbstractModel,
  subgraphs: readonly string[],
): AbstractModel | undefined {
  const members = random.some(wider.members);
  // It must have all fields of the wider one in some subgraph, and composition wants them where these are.
  const needed = interfaceFields(wider).flatMap(({ owners }) => owners);
  const knownIn = [...new Set([...needed, ...random.some(subgraphs)])]
    .map((one) => [one, members.filter((name) => wider.membersIn[one]!.includes(name))] as const)
    .filter(([, known]) => known.length > 0);
  if (needed.some((one) => knownIn.every(([owner]) => owner !== one))) return undefined;
  const owners = knownIn.map(([one]) => one);
  const type = random.pick(['String', 'Money', ...members, '[Node!]']);
  const title = { ...plainField('title', type, [random.pick(owners)]), args: interfaceArguments(random) };
  return {
    ...{ name: 'Named', kind: 'interface', owners, implemented: wider, fields: [title] },
    members: members.filter((name) => knownIn.some(([, known]) => known.includes(name))),
    membersIn: Object.fromEntries(knownIn),
  };
}

/** The fields of an interface, with those of the interface that it implements. */
export function interfaceFields({ implemented, fields = [] }: AbstractModel): readonly FieldModel[] {
  return [...(implemented === undefined ? [] : interfaceFields(implemented)), ...fields];
}

/** The members that each of some subgraphs knows. */
export function membersKnownTo(
  { members, membersIn }: AbstractModel,
  subgraphs: readonly string[],
): readonly string[] {
  return members.filter((member) => subgraphs.every((one) => membersIn[one]?.includes(member) ?? true));
}

/** Types without a key that a subgraph has only where it counts them as `Stuff`. */
export const contentTypes = ['Card', 'Chip', 'Coin'];

export interface AbstractModel {
  readonly name: string;
  readonly kind: 'interface' | 'union';
  readonly members: readonly string[];
  readonly owners: readonly string[];
  /** Those of its members that each owner knows as such. */
  readonly membersIn: Readonly<Record<string, readonly string[]>>;
  /** What it has of its own besides `id`. */
  readonly fields?: readonly FieldModel[];
  readonly implemented?: AbstractModel;
  /** The member that is `@inaccessible`: to clients it does not exist. */
  readonly hidden?: string | undefined;
}
