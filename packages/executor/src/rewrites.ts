import type { FetchDataRewrite } from '@apollo/query-planner';
import { isRecord } from './json.ts';
import type { ResponsePath } from './positions.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

const fragmentStart = '... on ';

/**
 * Compiles the renames that the planner wants in an answer: where two types of one subgraph disagree on a field,
 * it asks for one of them by an alias, and the alias is undone here.
 */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: SupergraphTypes,
): Rewrite | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const names = new Map(
    rewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1), rewrite.renameKeyTo]] : [],
    ),
  );
  return {
    rewrite: (value) => {
      for (const rewrite of rewrites) apply(rewrite, rewrite.path, value, types);
    },
    rewritePath: (path) => path.map((step) => names.get(String(step)) ?? step),
  };
}

function apply(
  rewrite: FetchDataRewrite,
  path: readonly string[],
  value: unknown,
  types: SupergraphTypes,
): void {
  if (Array.isArray(value)) {
    for (const item of value) apply(rewrite, path, item, types);
    return;
  }
  const [step, ...rest] = path;
  if (!isRecord(value) || step === undefined) return;
  if (step.startsWith(fragmentStart)) {
    const typename = value.__typename;
    const isOfType =
      typeof typename !== 'string' || types.isSubtype(step.slice(fragmentStart.length), typename);
    if (isOfType) apply(rewrite, rest, value, types);
  } else if (rest.length > 0) {
    apply(rewrite, rest, value[step], types);
  } else if (rewrite.kind === 'ValueSetter') {
    value[step] = rewrite.setValueTo;
  } else if (value[step] !== undefined) {
    value[rewrite.renameKeyTo] = value[step];
    delete value[step];
  }
}

export interface Rewrite {
  /** Changes a subgraph's answer in place. */
  rewrite(value: unknown): void;
  /** The path of an error as it is after the renames. */
  rewritePath(path: ResponsePath): ResponsePath;
}
