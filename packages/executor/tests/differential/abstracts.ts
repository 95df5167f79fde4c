import type { Random } from './random.ts';

/**
 * Interfaces and unions. Some are partial: the members that subgraphs know of them differ.
 * @param canDiffer whether those of the interface may
 */
export function createAbstracts(
  random: Random,
  subgraphs: readonly string[],
  entities: readonly string[],
  canDiffer: boolean,
): AbstractModel[] {
  const node = createAbstract(random, 'Node', 'interface', random.some(entities), subgraphs, canDiffer);
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
  return { name: 'Stuff', kind, members, owners: subgraphs, membersIn, hidden };
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
  /** The member that is `@inaccessible`: to clients it does not exist. */
  readonly hidden?: string | undefined;
}
