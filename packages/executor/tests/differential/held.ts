import { isPlain, plainField, wrapped } from './fields.ts';
import type { Random } from './random.ts';
import type { EntityModel } from './world.ts';

/**
 * Adds an entity, `Note`, that only another one leads to, whose value it gets as an argument by `@fromContext`. Its own
 * fields lead on to equal notes and back to entities that hold others. One of its two subgraphs may not know all notes.
 */
export function addHeld(
  random: Random,
  entities: readonly EntityModel[],
  subgraphs: readonly string[],
): readonly EntityModel[] {
  const [subgraph, other] = random.chance(0.5) ? subgraphs : [...subgraphs].reverse();
  const candidates = entities.flatMap((entity) =>
    entity.fields
      .filter((field) => isPlain(field) && field.owners[0] === subgraph && field.args.length === 0)
      .filter(({ type }) => Object.hasOwn(leafOf, type.replace('!', '')))
      .map((field) => ({ holder: entity.name, field })),
  );
  if (candidates.length === 0 || subgraph === undefined || other === undefined) return entities;
  const { holder, field } = random.pick(candidates);
  const [selection, argumentType] = leafOf[field.type.replace('!', '')]!;
  const fromContext = { holder, fieldName: field.name, selection: `${field.name}${selection}`, argumentType };
  const notes = plainField('notes', wrapped(random, 'Note', random.chance(0.7)), [subgraph]);
  const told = plainField('told', random.pick(['String', 'String!']), [subgraph]);
  const note: EntityModel = {
    name: 'Note',
    keys: { [subgraph]: ['id'], [other]: ['id'] },
    unresolvable: {},
    forgottenIn: random.chance(0.5) ? other : undefined,
    fields: [
      { ...told, args: [{ definition: 'n: Int', literals: [] }], fromContext },
      plainField('text', 'String', [other]),
      plainField('next', wrapped(random, 'Note', random.chance(0.3)), [random.pick([subgraph, other])]),
      plainField('of', random.pick(entities).name, [random.pick([subgraph, other])]),
    ],
  };
  const holding = entities.map((entity) => {
    if (entity.name !== holder) return entity;
    // A context that fails takes with it what the monolith would answer.
    const fields = entity.fields.map((one) => (one === field ? { ...one, isSafe: true } : one));
    return { ...entity, fields: [...fields, notes] };
  });
  return [...holding, note];
}

const leafOf: Readonly<Record<string, readonly [selection: string, argumentType: string]>> = {
  ...Object.fromEntries(
    ['String', 'Int', 'Float', 'Boolean', 'ID', 'Color', 'Json'].map((name) => [name, ['', name]]),
  ),
  Money: [' { amount }', 'Int'],
  Box: [' { label }', 'String'],
};

/** What an argument gets from an entity above. */
export interface FromContext {
  readonly holder: string;
  readonly fieldName: string;
  readonly selection: string;
  readonly argumentType: string;
}
