import { argumentPool } from './arguments.ts';
import { plainField, scalarPool, wrapped } from './fields.ts';
import type { Random } from './random.ts';
import { pickNamed, type Targets } from './targets.ts';
import type { RootModel } from './world.ts';

export function createRoots(random: Random, subgraph: string, targets: Targets): RootModel[] {
  const names = [
    ...targets.entityNames,
    ...targets.abstracts.filter(({ owners }) => owners.includes(subgraph)).map(({ name }) => name),
  ];
  const roots: RootModel[] = Array.from({ length: 2 }, (_, index) => ({
    ...plainField(`${subgraph}${index}`, wrapped(random, random.pick(names), random.chance(0.5)), [subgraph]),
    args: random.chance(0.4) ? [random.pick(argumentPool)] : [],
    operation: 'query',
  }));
  roots.push({
    ...plainField(`${subgraph}Change`, random.pick(targets.entityNames), [subgraph]),
    args: [argumentPool[0]!],
    operation: 'mutation',
  });
  roots.push({ ...plainField(`${subgraph}Count`, 'Int', [subgraph]), operation: 'mutation' });
  return roots;
}

/** Root fields that several subgraphs have, which answer the same, and such that move from one subgraph to another. */
export function createSharedRoots(
  random: Random,
  subgraphs: readonly string[],
  targets: Targets,
): readonly RootModel[] {
  const shared = Array.from({ length: random.int(3) }, (_, index) => {
    const [first, ...others] = shuffled(random, subgraphs);
    const owners = [first!, ...random.some(others)];
    return createRoot(random, `shared${index}`, owners, targets);
  });
  const moved = Array.from({ length: random.int(2) }, (_, index): RootModel => {
    const [owner, before] = shuffled(random, subgraphs);
    const root = createRoot(random, `moved${index}`, [owner!, before!], targets);
    const overrideLabel = random.chance(0.4) ? random.pick(['percent(50)', 'moved']) : undefined;
    return { ...root, owners: [owner!], overriddenIn: before, overrideLabel };
  });
  return [...shared, ...moved];
}

/** @param knownIn those that know all types of what it answers */
function createRoot(random: Random, name: string, knownIn: readonly string[], targets: Targets): RootModel {
  const picked = pickNamed(random, targets, knownIn);
  const isLeaf = scalarPool.includes(picked);
  const named = isLeaf && random.chance(0.8) ? random.pick(targets.entityNames) : picked;
  const type = wrapped(random, named, random.chance(0.4));
  const args = random.chance(0.3) ? [random.pick(argumentPool)] : [];
  return { ...plainField(name, type, knownIn), args, operation: 'query' };
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
