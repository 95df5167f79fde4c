import type { ClientSelection } from '../normalise.ts';

/** Parts a selection into what is answered at once and what later. */
export function splitDeferred(selections: readonly ClientSelection[]): SplitSelections {
  const deferred: DeferredFragment[] = [];
  const split = (from: readonly ClientSelection[], steps: readonly PlaceStep[]): readonly ClientSelection[] =>
    from.flatMap((selection): readonly ClientSelection[] => {
      if (selection.kind === 'fragment') {
        const inside = [...steps, { kind: 'type', on: selection.on } as const];
        if (selection.deferred === undefined)
          return [{ ...selection, selections: split(selection.selections, inside) }];
        deferred.push({ ...selection.deferred, steps: inside, ...splitDeferred(selection.selections) });
        return [];
      }
      if (selection.kind !== 'field' || selection.selections === undefined) return [selection];
      return [{ ...selection, selections: split(selection.selections, [...steps, selection]) }];
    });
  return { selections: split(selections, []), deferred };
}

export interface SplitSelections {
  /** What is left without the deferred fragments. */
  readonly selections: readonly ClientSelection[];
  /** The fragments that are deferred here, each with those that are deferred within it. */
  readonly deferred: readonly DeferredFragment[];
}

export interface DeferredFragment extends SplitSelections {
  readonly id: string;
  readonly label: string | undefined;
  /** The way to it from the root, or from the deferred fragment around it. */
  readonly steps: readonly PlaceStep[];
}

/** A type that an object must have, or a field to go through. */
export type PlaceStep =
  | { readonly kind: 'type'; readonly on: string }
  | { readonly kind: 'field'; readonly name: string; readonly key: string; readonly responseName: string };
