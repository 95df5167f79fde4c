import { getNamedType, isAbstractType, TypeInfo, visit, visitWithTypeInfo, type DocumentNode } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createOperation } from './operations.ts';
import { createPlatform } from './platform.ts';
import { Random } from './random.ts';
import { schemaTraits } from './schema-traits.ts';
import { createWorld } from './world.ts';

const operationsOfEachWorld = 20;

/** Counts in how many worlds each trait stands, and how many of their operations meet it. */
export async function measureCoverage(seed: number, worlds: number): Promise<string> {
  const inWorlds = new Map<string, number>();
  const inOperations = new Map<string, number>();
  const count = (counts: Map<string, number>, trait: string): void =>
    void counts.set(trait, (counts.get(trait) ?? 0) + 1);
  let composed = 0;
  for (let worldSeed = seed; composed < worlds; worldSeed++) {
    const platform = await createPlatform(createWorld(worldSeed));
    if (platform === undefined) continue;
    composed += 1;
    const traits = schemaTraits([...platform.sdls.values()]);
    for (const trait of traits.keys()) count(inWorlds, trait);
    const { schema } = platform.executor;
    for (let index = 0; index < operationsOfEachWorld; index++) {
      const random = new Random(`${worldSeed}:${index}`);
      const { document } = createOperation(random, schema, index % 9 === 5);
      const { places, words } = readOperation(document, schema);
      for (const [trait, where] of traits)
        if (where.some((place) => places.has(place))) count(inOperations, trait);
      for (const word of words) count(inOperations, word);
    }
    await platform.executor.close();
  }
  const lines = [...new Set([...inWorlds.keys(), ...inOperations.keys()])]
    .sort()
    .map((trait) => `${inWorlds.get(trait) ?? ''}\t${inOperations.get(trait) ?? 0}\t${trait}`);
  return [`of ${composed} worlds and ${composed * operationsOfEachWorld} operations`, ...lines].join('\n');
}

// The types and the fields, as `Type.field`, that an operation asks for, and what else is written in it.
function readOperation(
  document: DocumentNode,
  schema: GraphQLSchema,
): Readonly<Record<'places' | 'words', ReadonlySet<string>>> {
  const places = new Set<string>();
  const words = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Directive: ({ name }) => void words.add(`operation with @${name.value}`),
      OperationDefinition: ({ operation }) => void words.add(`operation: ${operation}`),
      FragmentDefinition: () => void words.add('operation with named fragment'),
      VariableDefinition: ({ defaultValue }) =>
        void words.add(`operation with variable${defaultValue === undefined ? '' : ' that has a default'}`),
      Field({ name, alias }) {
        if (alias !== undefined) words.add('operation with alias');
        if (name.value.startsWith('__')) words.add(`operation with ${name.value}`);
        const parent = info.getParentType();
        const type = getNamedType(info.getType());
        const types =
          parent && isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
        for (const one of types) places.add(`${one?.name}.${name.value}`);
        if (type != null) places.add(type.name);
      },
      InlineFragment: ({ typeCondition }) => {
        const type = typeCondition && schema.getType(typeCondition.name.value);
        if (isAbstractType(type)) words.add('operation with fragment on an abstract type');
      },
    }),
  );
  return { places, words };
}
