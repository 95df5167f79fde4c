import type { AbstractModel } from './abstracts.ts';
import { namedType, scalarPool } from './fields.ts';
import { canProvide, innerOf, isProvidable } from './provides.ts';
import type { Random } from './random.ts';
import type { EntityModel, FieldModel, RootModel } from './world.ts';

/**
 * Lets a field of an interface itself, which is otherwise another subgraph's on all of its types, come along. Composition
 * wants a leaf to stand below what comes along, too.
 */
export function provideOfInterfaces(random: Random, models: Models): Models {
  return models.abstracts
    .filter(({ kind }) => kind === 'interface')
    .reduce((before, { name }) => (random.chance(0.8) ? provideOf(random, name, before) : before), models);
}

function provideOf(random: Random, name: string, models: Models): Models {
  const model = models.abstracts.find((one) => one.name === name)!;
  const [field] = model.fields ?? [];
  if (field === undefined || field.args.length > 0) return models;
  const inner = scalarPool.includes(namedType(field)) ? '' : innerOf[namedType(field)];
  if (inner === undefined) return models;
  const known = models.entities.filter(({ name: one }) => one !== 'Note');
  const fields: readonly FieldModel[] = [...models.roots, ...known.flatMap((entity) => entity.fields)];
  const selection = `${field.name} ${inner}`;
  const choices = model.owners
    .filter((subgraph) => canBring(model, field.name, subgraph, models))
    .flatMap((subgraph) =>
      fields
        .filter((one) => canProvide(one) && one.owners.includes(subgraph))
        .flatMap((provider): Choice[] => {
          if (inner !== '' && namedType(provider) === name) return [{ provider, subgraph, selection }];
          const entity = known.find((one) => one.name === namedType(provider));
          const between = entity?.fields.find(
            (one) =>
              one !== provider &&
              namedType(one) === name &&
              isProvidable(one, subgraph) &&
              [...one.owners, subgraph].every((owner) => model.owners.includes(owner)),
          );
          if (between === undefined) return [];
          return [{ provider, between, subgraph, selection: `${between.name} { ${selection} }` }];
        }),
    );
  return choices.length === 0 ? models : bring(random.pick(choices), model, field.name, models);
}

// Who knows an interface that implements this one would have to know the field there, too.
function canBring(
  { name, owners, membersIn }: AbstractModel,
  fieldName: string,
  subgraph: string,
  { abstracts, entities }: Models,
): boolean {
  const isNarrowed = abstracts.some((one) => one.implemented?.name === name && one.owners.includes(subgraph));
  const isFree = (member: string): boolean =>
    entities.some(
      (entity) =>
        entity.name === member &&
        entity.fields.some((one) => one.name === fieldName && isProvidable(one, subgraph)),
    );
  return !isNarrowed && owners.includes(subgraph) && membersIn[subgraph]!.every(isFree);
}

function bring(
  { provider, between, subgraph, selection }: Choice,
  model: AbstractModel,
  fieldName: string,
  { roots, abstracts, entities }: Models,
): Models {
  const mark = <Field extends FieldModel>(field: Field): Field => {
    if (field === between) return { ...field, providedIn: subgraph };
    return field === provider ? { ...field, provides: selection, providesIn: subgraph } : field;
  };
  const come = (field: FieldModel): FieldModel =>
    field.name === fieldName ? { ...field, providedIn: subgraph } : field;
  return {
    roots: roots.map(mark),
    abstracts: abstracts.map((one) => (one === model ? { ...one, fields: one.fields!.map(come) } : one)),
    entities: entities.map((entity) => {
      const marked = entity.fields.map(mark);
      const isMember = model.membersIn[subgraph]!.includes(entity.name);
      return { ...entity, fields: isMember ? marked.map(come) : marked };
    }),
  };
}

interface Choice {
  readonly provider: FieldModel;
  /** What the provider's entity has, which answers the interface. */
  readonly between?: FieldModel;
  readonly subgraph: string;
  readonly selection: string;
}

interface Models {
  readonly entities: readonly EntityModel[];
  readonly abstracts: readonly AbstractModel[];
  readonly roots: readonly RootModel[];
}
