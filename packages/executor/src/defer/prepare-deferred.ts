import type { KnownType } from '../collect-fields.ts';
import type { CompiledPlan, DeferredRequests } from '../compile.ts';
import type { Decisions } from '../decisions/decisions.ts';
import type { Generation } from '../generation.ts';
import { normalise } from '../normalise.ts';
import { createVariants, prepareNormalised, type Prepare, type PreparedOperation } from '../prepare.ts';
import { compileProjection, type Project } from '../project.ts';
import { deferConditionVariables, markDeferred } from './defer-directive.ts';
import { splitDeferred, type DeferredFragment } from './split-deferred.ts';

/** As `createPreparer`, for operations that mention `@defer`. */
export function createDeferredPreparer<Context>(
  generation: Generation,
  decisions?: Decisions<Context>,
): Prepare<Context, PreparedDeferral> {
  const { apiSchema } = generation;
  return createVariants(
    decisions,
    deferConditionVariables,
    async ({ definition, fragments }, conditions, decision) => {
      const mark = markDeferred(apiSchema.getMutationType(), conditions);
      const normalised = normalise(generation, definition, fragments, conditions, decision?.permit, mark);
      const { selections, deferred } = splitDeferred(normalised.selections);
      if (deferred.length === 0) return whole;
      if (decision?.permit?.refusalOf(normalised.selections) !== undefined) return whole;
      const primary = { ...normalised, selections };
      // @NOTE some few operations with `@defer` are beyond the planner: its assertions fail.
      const operation = await prepareNormalised(generation, definition, primary, decision).catch(
        () => undefined,
      );
      if (operation === undefined) return whole;
      return {
        operation,
        deferred: deferred.map((fragment) => prepareFragment(generation, operation.plan, fragment)),
      };
    },
  );
}

const whole: PreparedDeferral = { operation: undefined, deferred: [] };

function prepareFragment(
  generation: Generation,
  plan: CompiledPlan,
  fragment: DeferredFragment,
): PreparedFragment {
  const { apiSchema, types } = generation;
  const projections = new Map<KnownType, Project>();
  return {
    fragment,
    requests: plan.deferred?.get(fragment.id),
    deferred: fragment.deferred.map((inner) => prepareFragment(generation, plan, inner)),
    projectionFor(type) {
      const project =
        projections.get(type) ?? compileProjection(apiSchema, types, type, fragment.selections, nowhere);
      projections.set(type, project);
      return project;
    },
  };
}

const nowhere: ReadonlySet<string> = new Set();

/** An operation of which parts come later. */
export interface PreparedDeferral {
  /** What is answered at once; undefined when that is everything, since nothing is deferred or can be. */
  readonly operation: PreparedOperation | undefined;
  readonly deferred: readonly PreparedFragment[];
}

export interface PreparedFragment {
  readonly fragment: DeferredFragment;
  /** Undefined when all of it comes with what is around it. */
  readonly requests: DeferredRequests | undefined;
  readonly deferred: readonly PreparedFragment[];
  /** Writes the fragment for an object of a type. */
  readonly projectionFor: (type: KnownType) => Project;
}
