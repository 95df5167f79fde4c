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
