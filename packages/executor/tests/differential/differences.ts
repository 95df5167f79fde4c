import type { Random } from './random.ts';
import type { FieldModel, World } from './world.ts';

/**
 * What subgraphs say otherwise of one enum, one input and the arguments of shared fields: clients are answered every value that
 * one of them has, and may send what all of them take.
 */
export function differ(random: Random, world: World): World {
  const some = (choices: readonly string[]): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(world.subgraphs.map((one) => [one, random.chance(0.6) ? random.some(choices) : []]));
  const tonesIn = random.chance(0.6) ? some(ownTones) : {};
  const filterFieldsIn = some(Object.keys(ownFilterFields));
  const looseIn = random.some(world.subgraphs);
  const loosen = <Field extends FieldModel>(field: Field): Field =>
    isShared(field) && random.chance(0.5) ? { ...field, looseIn: random.pick(field.owners) } : field;
  return {
    ...world,
    differences: { tonesIn, filterFieldsIn, looseIn },
    roots: world.roots.map(loosen),
    entities: world.entities.map((entity) => ({ ...entity, fields: entity.fields.map(loosen) })),
  };
}

// What comes along stands in one more subgraph, with all of its arguments.
function isShared({ owners, providedIn }: FieldModel): boolean {
  return owners.length > 1 && providedIn === undefined;
}

/** The values of the enum `Tone` that all of some subgraphs know. */
export function tonesKnownTo({ tonesIn }: Differences, subgraphs: readonly string[]): readonly string[] {
  const own = ownTones.filter((tone) => subgraphs.every((one) => tonesIn[one]?.includes(tone)));
  return subgraphs.length === 0 ? commonTones : [...commonTones, ...own];
}

export function toneSdl(differences: Differences, subgraph: string): string {
  const known = tonesKnownTo(differences, [subgraph]);
  return known.map((tone) => (tone === 'SECRET' ? 'SECRET @inaccessible' : tone)).join(' ');
}

/** What of the input `Filter` a subgraph has otherwise than others. */
export function filterSdl({ filterFieldsIn, looseIn }: Differences, subgraph: string): string {
  const own = (filterFieldsIn[subgraph] ?? Object.keys(ownFilterFields)).map(
    (name) => `${name}: ${ownFilterFields[name]}`,
  );
  return [`limit: Int${looseIn.includes(subgraph) ? '' : '!'} = 3`, ...own].join(' ');
}

/** The arguments of a field where one of its owners takes more than others. */
export function looseArguments(definitions: readonly string[]): readonly string[] {
  return [...definitions.map((one) => one.replace('! =', ' =')), 'only: Int'];
}

const commonTones = ['LIGHT', 'DARK', 'SECRET'];
const ownTones = ['DIM', 'PALE', 'DEEP'];
const ownFilterFields: Readonly<Record<string, string>> = { more: 'Int', note: 'String' };

export interface Differences {
  readonly tonesIn: Readonly<Record<string, readonly string[]>>;
  readonly filterFieldsIn: Readonly<Record<string, readonly string[]>>;
  /** Those to which null may be sent for what others want to be there. */
  readonly looseIn: readonly string[];
}
