import type { Random } from './random.ts';
import type { ArgumentModel, FieldModel } from './world.ts';

/** Some arguments for a field of an interface, which its types take, too. */
export function interfaceArguments(random: Random): readonly ArgumentModel[] {
  if (random.chance(0.5)) return [];
  const [common, hidden] = [random.pick(argumentPool), random.pick(hiddenArguments)];
  return random.chance(0.15) ? [common, hidden] : [common];
}

/** The field of an interface as one of its types has it: with a default of its own, or with one argument more. */
export function asInType(random: Random, field: FieldModel): FieldModel {
  const [first, ...others] = field.args;
  if (first === undefined) return field;
  const own = ownDefaults[first.definition];
  if (own !== undefined && random.chance(0.5))
    return { ...field, args: [{ ...first, definition: own }, ...others] };
  return random.chance(0.3) ? { ...field, args: [...field.args, random.pick(extraArguments)] } : field;
}

/** Argument definitions, with literals that fit. */
export const argumentPool: readonly ArgumentModel[] = [
  { definition: 'n: Int', literals: ['n: 1', 'n: 22', 'n: null'] },
  { definition: 'n: Int! = 3', literals: ['n: 3', 'n: 4'] },
  { definition: 'mode: Mode', literals: ['mode: ON', 'mode: OFF'] },
  { definition: 'color: Color! = RED', literals: ['color: GREEN', 'color: RED'] },
  {
    definition: 'filter: Filter',
    literals: ['filter: { tags: ["a", "b"] }', 'filter: { tags: [], deep: { color: BLUE } }', 'filter: {}'],
  },
  { definition: 'ids: [ID!]', literals: ['ids: ["x"]', 'ids: [1, 2]', 'ids: "single"'] },
  { definition: 'ratio: Float = 0.5', literals: ['ratio: 1', 'ratio: 2.5'] },
];

/** Arguments that clients don't see. */
export const hiddenArguments: readonly ArgumentModel[] = [
  { definition: 'secret: Int @inaccessible', literals: [] },
  { definition: 'secret: Int! = 5 @inaccessible', literals: [] },
  { definition: 'secret: Filter = { tags: ["x"] } @inaccessible', literals: [] },
];

const ownDefaults: Readonly<Record<string, string>> = {
  'n: Int': 'n: Int = 8',
  'n: Int! = 3': 'n: Int! = 9',
  'mode: Mode': 'mode: Mode = OFF',
  'color: Color! = RED': 'color: Color! = BLUE',
  'ratio: Float = 0.5': 'ratio: Float',
};

const extraArguments: readonly ArgumentModel[] = [
  { definition: 'extra: Int', literals: [] },
  { definition: 'extra: Mode = ON', literals: [] },
];
