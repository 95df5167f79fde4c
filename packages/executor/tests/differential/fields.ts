import type { Random } from './random.ts';
import type { FieldModel } from './world.ts';

/** A field that nothing special is true of. */
export function plainField(name: string, type: string, owners: readonly string[]): FieldModel {
  return {
    name,
    type,
    owners,
    args: [],
    overriddenIn: undefined,
    overrideLabel: undefined,
    providedIn: undefined,
    isInaccessible: false,
    isSafe: false,
    strictIn: undefined,
    requires: undefined,
  };
}

/** The types of leaves. */
export const scalarPool = ['String', 'Int', 'Float', 'Boolean', 'ID', 'Color', 'Tone', 'Json'];

/** A type, or a list of it, with random marks that it is never null. */
export function wrapped(random: Random, named: string, isList: boolean): string {
  const mark = (): string => (random.chance(0.35) ? '!' : '');
  const inner = isList && random.chance(0.15) ? `[${named}${mark()}]` : named;
  return isList ? `[${inner}${mark()}]${mark()}` : `${named}${mark()}`;
}

/** Whether one subgraph has the field, with nothing special about it. */
export function isPlain({ owners, overriddenIn, requires }: FieldModel): boolean {
  return owners.length === 1 && overriddenIn === undefined && requires === undefined;
}

export function namedType({ type }: FieldModel): string {
  return type.replace(/[^A-Za-z]/g, '');
}
