import { contentTypes, interfaceFields, membersKnownTo, type AbstractModel } from './abstracts.ts';
import { filterSdl, looseArguments, toneSdl } from './differences.ts';
import type { InterfaceObjectModel } from './interface-objects.ts';
import { namesInKey } from './keys.ts';
import type { EntityModel, FieldModel, RootModel, World } from './world.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable", "@override", "@provides", "@inaccessible", "@interfaceObject", "@context", "@fromContext"])';

// What is asked for has in each subgraph a little that the others lack: clients see what all have in common.
const sharedSdl = (world: World, subgraph: string): string => `
enum Color { RED GREEN BLUE }
enum Tone ${hiddenMark(world, 'Tone')} { ${toneSdl(world.differences, subgraph)} }
enum Mode ${hiddenMark(world, 'Mode')} { ON OFF ${subgraph === world.subgraphs[0] ? 'AUTO' : ''} }
scalar Json ${hiddenMark(world, 'Json')}
input Filter { tags: [String!] deep: Filter color: Color secret: Int @inaccessible ${filterSdl(world.differences, subgraph)} }
type Money @shareable { amount: Int! currency: String }
type Box @shareable { label: String inner: Money }
type Org @shareable { id: ID! unit: Unit! }
type Unit @shareable { code: ID! seat: Seat! }
type Seat @shareable { row: ID! }`;

/** The SDL of each subgraph of a world, by name. */
export function subgraphSdls(world: World): ReadonlyMap<string, string> {
  const sdls = new Map(world.subgraphs.map((subgraph) => [subgraph, subgraphSdl(world, subgraph)]));
  for (const model of world.interfaceObjects) sdls.set(model.subgraph, interfaceObjectSdl(world, model));
  return sdls;
}

function interfaceObjectSdl(world: World, { subgraph, interfaceName, fields }: InterfaceObjectModel): string {
  const others = world.interfaceObjects
    .flatMap((model) => model.fields)
    .concat(world.abstracts.flatMap((model) => model.fields ?? []));
  const required = fields.flatMap(({ requires }) => requires?.fieldName ?? []);
  const externals = others.filter(({ name }) => required.includes(name));
  return [
    link,
    sharedSdl(world, subgraph),
    `type ${interfaceName} @interfaceObject @key(fields: "id") ${hiddenMark(world, interfaceName)} { id: ID!`,
    ...fields.map((field) => `  ${fieldSdl(field)} ${requiresSdl(field)}`),
    ...externals.map((field) => `  ${fieldSdl(field)} @external`),
    `}\ntype Query { ${subgraph}Top(n: Int): [${interfaceName}] ${hiddenMark(world, interfaceName)} }`,
  ].join('\n');
}

function subgraphSdl(world: World, subgraph: string): string {
  const roots = (operation: string): string =>
    world.roots
      .filter((root) => root.operation === operation)
      .filter(({ owners, overriddenIn }) => owners.includes(subgraph) || overriddenIn === subgraph)
      .map((root) => rootSdl(root, subgraph))
      .join('\n  ');
  return [
    link,
    sharedSdl(world, subgraph),
    `type Query {\n  ${roots('query')}\n}`,
    `type Mutation {\n  ${roots('mutation')}\n}`,
    ...world.entities
      .filter(({ keys }) => keys[subgraph] !== undefined)
      .map((entity) => entitySdl(world, entity, subgraph)),
    ...world.abstracts
      .filter(({ owners }) => owners.includes(subgraph))
      .map((model) => abstractSdl(world, model, subgraph)),
  ].join('\n');
}

function rootSdl(root: RootModel, subgraph: string): string {
  if (root.overriddenIn === subgraph) return fieldSdl(root);
  const shareable = root.owners.length > 1 ? ' @shareable' : '';
  return `${fieldSdl(root, subgraph)}${shareable} ${providesSdl(root, subgraph)} ${overrideSdl(root)}${root.isInaccessible ? ' @inaccessible' : ''}`;
}

function abstractSdl(world: World, model: AbstractModel, subgraph: string): string {
  const { name, kind } = model;
  const members = membersKnownTo(model, [subgraph]);
  const contents = name === 'Stuff' ? stuffSdl(world, model, members) : '';
  const mark = hiddenMark(world, name);
  if (kind === 'union') return `union ${name} ${mark} = ${members.join(' | ')}\n${contents}`;
  if (name === 'Stuff')
    return `interface Stuff ${mark} { ${(model.fields ?? []).map((field) => fieldSdl(field)).join(' ')} }\n${contents}`;
  const isKeyed = world.interfaceObjects[0]?.interfaceName === name && subgraph === world.subgraphs[0];
  const fields = interfaceFields(model).filter(
    ({ owners, providedIn }) => owners.includes(subgraph) || providedIn === subgraph,
  );
  const implementing = model.implemented === undefined ? '' : `implements ${model.implemented.name} `;
  return `interface ${name} ${implementing}${isKeyed ? '@key(fields: "id")' : ''} ${mark} { id: ID! ${fields.map(markedSdl).join(' ')} }`;
}

function stuffSdl(
  world: World,
  { kind, hidden, fields = [] }: AbstractModel,
  members: readonly string[],
): string {
  const mark = hiddenMark(world, 'Stuff');
  const own: Record<string, string> = {
    Card: 'size(n: Int): Int',
    Chip: 'price: Money',
    Coin: `of: ${world.entities[0]!.name}`,
  };
  const head = `${kind === 'interface' ? 'implements Stuff ' : ''}@shareable`;
  return [
    `type Crate @shareable { name: String content: Stuff ${mark} contents: [Stuff!] ${mark} }`,
    ...contentTypes
      .filter((name) => members.includes(name))
      .map(
        (name) =>
          `type ${name} ${head}${name === hidden ? ' @inaccessible' : ''} { ${fields.map((field) => fieldSdl(field)).join(' ')} ${own[name]} }`,
      ),
  ].join('\n');
}

function entitySdl(world: World, entity: EntityModel, subgraph: string): string {
  const interfaces = world.abstracts.filter(
    ({ kind, membersIn }) => kind === 'interface' && membersIn[subgraph]?.includes(entity.name) === true,
  );
  const isIdNeeded = interfaces.length > 0;
  const isKeyedInterface = world.interfaceObjects.length > 0 && isIdNeeded && subgraph === world.subgraphs[0];
  const keys = [...new Set([...(entity.keys[subgraph] ?? []), ...(isKeyedInterface ? ['id'] : [])])];
  const names = new Set(keys.flatMap(namesInKey));
  const hiding = (name: string) => (entity.hiddenKeys?.includes(name) ? '@inaccessible' : '');
  const keyFields = [
    isIdNeeded || names.has('id') ? 'id: ID! @shareable' : '',
    names.has('code') ? `code: String! @shareable ${hiding('code')}` : '',
    names.has('region') ? `region: Int! @shareable ${hiding('region')}` : '',
    names.has('org') ? `org: Org! @shareable ${hiding('org')}` : '',
  ];
  const implementing =
    interfaces.length === 0 ? '' : `implements ${interfaces.map(({ name }) => name).join(' & ')} `;
  return [
    `type ${entity.name} ${implementing}${entity.isInaccessible === true ? '@inaccessible ' : ''}${contextSdl(world, entity, subgraph)}${keys.map((key) => keySdl(entity, key, subgraph)).join(' ')} {`,
    ...keyFields.filter((text) => text !== '').map((text) => `  ${text}`),
    ...entity.fields.flatMap((field) => entityFieldSdl(world, entity, field, subgraph)),
    '}',
  ].join('\n');
}

function contextSdl({ entities }: World, { name }: EntityModel, subgraph: string): string {
  const isHolder = entities.some(({ fields }) =>
    fields.some(({ fromContext, owners }) => fromContext?.holder === name && owners[0] === subgraph),
  );
  return isHolder ? '@context(name: "held") ' : '';
}

function keySdl({ unresolvable }: EntityModel, key: string, subgraph: string): string {
  return `@key(fields: "${key}"${unresolvable[subgraph] === key ? ', resolvable: false' : ''})`;
}

function entityFieldSdl(world: World, entity: EntityModel, field: FieldModel, subgraph: string): string[] {
  const lines: string[] = [];
  const isOwner = field.owners.includes(subgraph);
  if (isOwner) {
    const marks = [
      field.owners.length > 1 || field.providedIn !== undefined ? '@shareable' : '',
      overrideSdl(field),
      field.isInaccessible ? '@inaccessible' : '',
      requiresSdl(field),
      providesSdl(field, subgraph),
    ];
    lines.push(`  ${fieldSdl(field, subgraph)}${field.strictIn === subgraph ? '!' : ''} ${marks.join(' ')}`);
  } else if (field.overriddenIn === subgraph) {
    lines.push(`  ${fieldSdl(field)}`);
  } else if (field.providedIn === subgraph || isRequiredIn(world, `${entity.name}.${field.name}`, subgraph)) {
    lines.push(`  ${fieldSdl(field)} @external`);
  }
  return lines;
}

function requiresSdl({ requires }: FieldModel): string {
  return requires === undefined ? '' : `@requires(fields: ${JSON.stringify(requires.selection)})`;
}

function providesSdl({ provides, providesIn, owners }: FieldModel, subgraph: string): string {
  return provides === undefined || (providesIn ?? owners[0]) !== subgraph
    ? ''
    : `@provides(fields: "${provides.trim()}")`;
}

function overrideSdl({ overriddenIn, overrideLabel }: FieldModel): string {
  if (overriddenIn === undefined) return '';
  const label = overrideLabel === undefined ? '' : `, label: "${overrideLabel}"`;
  return `@override(from: "${overriddenIn}"${label})`;
}

function isRequiredIn({ entities }: World, field: string, subgraph: string): boolean {
  const fields = entities.flatMap((entity) => entity.fields);
  return fields.some(
    ({ requires, owners }) => requires?.externals.includes(field) === true && owners.includes(subgraph),
  );
}

function hiddenMark({ hiddenTypes }: World, name: string): string {
  return hiddenTypes.has(name) ? '@inaccessible' : '';
}

function markedSdl(field: FieldModel): string {
  return `${fieldSdl(field)}${field.isInaccessible ? ' @inaccessible' : ''}`;
}

function fieldSdl({ name, type, args, fromContext, looseIn }: FieldModel, subgraph?: string): string {
  const definitions = args.map(({ definition }) => definition);
  const isLoose = looseIn !== undefined && looseIn === subgraph;
  const declared = [...(isLoose ? looseArguments(definitions) : definitions)];
  if (fromContext !== undefined) {
    const { argumentType, selection } = fromContext;
    declared.push(`from: ${argumentType} @fromContext(field: "$held { ${selection} }")`);
  }
  return `${name}${declared.length === 0 ? '' : `(${declared.join(', ')})`}: ${type}`;
}
