import type { AbstractModel } from './abstracts.ts';
import { namedType, scalarPool } from './fields.ts';
import { canProvide, innerOf, isProvidable } from './provides.ts';
import type { Random } from './random.ts';
import type { EntityModel, FieldModel, RootModel } from './world.ts';

/**
 * Lets fields of the root and of entities, also shared ones, bring along what lies beyond unions, interfaces, objects without
 * keys and fragments. Of the owners of a shared field one provides.
 */
export function provideThrough(
  random: Random,
  entities: readonly EntityModel[],
  subgraphs: readonly string[],
  abstracts: readonly AbstractModel[],
  roots: RootModel[],
): readonly EntityModel[] {
  const known = entities.filter(({ keys }) => subgraphs.every((one) => keys[one] !== undefined));
  const draft = {
    random,
    abstracts,
    fieldsOf: new Map(known.map(({ name, fields }) => [name, [...fields]])),
  };
  for (let left = random.int(5); left > 0; left--) {
    if (random.chance(0.5)) provideFrom(draft, roots);
    else provideFrom(draft, draft.fieldsOf.get(random.pick(known).name)!);
  }
  return entities.map((entity) => ({ ...entity, fields: draft.fieldsOf.get(entity.name) ?? entity.fields }));
}

function provideFrom<Field extends FieldModel>(draft: Draft, list: Field[]): void {
  const { random } = draft;
  const providers = list.filter((one) => canProvide(one) && !isWithoutExternals(namedType(one)));
  if (providers.length === 0) return;
  const provider = random.pick(providers);
  const providesIn = random.pick(provider.owners);
  const provides = provided({ ...draft, subgraph: providesIn }, namedType(provider), 0);
  // What is provided may be the provider itself, which is another one by now.
  const index = list.findIndex(({ name }) => name === provider.name);
  if (provides !== undefined) list[index] = { ...list[index]!, provides, providesIn };
}

// What a subgraph brings along of a type; undefined where there is nothing to bring.
function provided(draft: InSubgraph, typeName: string, depth: number): string | undefined {
  const { random, abstracts, fieldsOf } = draft;
  if (depth > 3) return undefined;
  if (innerOf[typeName] !== undefined) return innerOf[typeName].slice(1, -1);
  if (typeName === 'Crate') {
    const content = provided(draft, 'Stuff', depth + 1);
    return content && `${random.pick(['content', 'contents'])} { ${content} }`;
  }
  if (typeName === 'Coin') {
    const [first] = fieldsOf.keys();
    const inner = provided(draft, first!, depth + 1);
    return inner && `of { ${inner} }`;
  }
  const abstract = abstracts.find(({ name }) => name === typeName);
  if (abstract !== undefined) return providedOfMembers(draft, abstract, depth);
  return fieldsOf.has(typeName) ? providedOfEntity(draft, typeName, depth) : undefined;
}

function providedOfMembers(draft: InSubgraph, abstract: AbstractModel, depth: number): string | undefined {
  const { random, fieldsOf, subgraph } = draft;
  const members = (abstract.membersIn[subgraph] ?? []).filter(
    (name) => fieldsOf.has(name) || name === 'Coin',
  );
  if (members.length === 0) return undefined;
  const fragments = random.some(members).flatMap((name) => {
    const text = provided(draft, name, depth + 1);
    if (text === undefined) return [];
    return [`... on ${name} { ${text} }`];
  });
  return fragments.length === 0 ? undefined : fragments.join(' ');
}

function providedOfEntity(draft: InSubgraph, typeName: string, depth: number): string | undefined {
  const { random, fieldsOf, subgraph } = draft;
  const fields = fieldsOf.get(typeName)!;
  const texts = new Map<string, string>();
  for (let left = 1 + random.int(2); left > 0; left--) {
    const candidates = fields.filter(
      (one) => isProvidable(one, subgraph) && isKnown(draft, one) && !texts.has(one.name),
    );
    if (candidates.length === 0) break;
    const objects = candidates.filter((one) => !scalarPool.includes(namedType(one)));
    const field = random.pick(objects.length > 0 && depth < 2 ? objects : candidates);
    const isLeaf = scalarPool.includes(namedType(field));
    const inner = isLeaf ? '' : provided(draft, namedType(field), depth + 1);
    if (inner === undefined) continue;
    const index = fields.findIndex(({ name }) => name === field.name);
    fields[index] = { ...fields[index]!, providedIn: subgraph };
    texts.set(field.name, isLeaf ? field.name : `${field.name} { ${inner} }`);
  }
  return texts.size === 0 ? undefined : [...texts.values()].join(' ');
}

// Who provides a field must know the union or interface that it answers, and a member in common with its owners.
function isKnown({ abstracts, subgraph }: InSubgraph, field: FieldModel): boolean {
  const abstract = abstracts.find(({ name }) => name === namedType(field));
  return (
    abstract === undefined ||
    (abstract.owners.includes(subgraph) &&
      abstract.members.some((member) =>
        [...field.owners, subgraph].every((one) => abstract.membersIn[one]?.includes(member)),
      ))
  );
}

function isWithoutExternals(typeName: string): boolean {
  return scalarPool.includes(typeName) || innerOf[typeName] !== undefined;
}

interface Draft {
  readonly random: Random;
  readonly abstracts: readonly AbstractModel[];
  readonly fieldsOf: ReadonlyMap<string, FieldModel[]>;
}

interface InSubgraph extends Draft {
  readonly subgraph: string;
}
