import { membersKnownTo, type AbstractModel } from './abstracts.ts';
import { scalarPool } from './fields.ts';
import type { Random } from './random.ts';

/** The name of a type for a field to answer, which all who have the field must know. */
export function pickNamed(
  random: Random,
  { entityNames, abstracts }: Targets,
  owners: readonly string[],
): string {
  const reachable = abstracts.filter(
    (abstract) =>
      owners.every((owner) => abstract.owners.includes(owner)) && membersKnownTo(abstract, owners).length > 0,
  );
  return random.pick([
    ...scalarPool,
    ...scalarPool,
    ...entityNames,
    ...entityNames,
    'Money',
    'Box',
    ...reachable.map(({ name }) => name),
    ...(abstracts.some(({ name }) => name === 'Stuff') ? ['Crate', 'Crate'] : []),
  ]);
}

/** What fields may lead to. */
export interface Targets {
  readonly entityNames: readonly string[];
  readonly abstracts: readonly AbstractModel[];
}
