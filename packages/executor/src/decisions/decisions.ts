// What a supergraph's directives leave to be decided for each request, before its operation is planned: what the
// caller may read, and which side of a labelled `@override` is asked. How it is carried out is the other stages' affair.
import type { DocumentNode } from 'graphql';
import type { Generation } from '../generation.ts';
import { createPermit, needsIn, unmetNeeds, type AccessOptions, type Permit } from './access.ts';
import { readAccessRules, type Need } from './access-rules.ts';
import { activeLabels, readOverrideLabels, type OverrideOptions } from './override-labels.ts';
import { touchedFields } from './touched-fields.ts';

/** Undefined where the supergraph leaves nothing to decide: then no request pays for it. */
export function createDecisions<Context>(
  { supergraph, apiSchema }: Generation,
  { access = {}, overrides = {} }: DecisionOptions<Context>,
): Decisions<Context> | undefined {
  const rules = readAccessRules(supergraph);
  const labels = readOverrideLabels(supergraph);
  if (rules === undefined && labels === undefined) return undefined;
  return {
    choicesIn: (document) => {
      const touched = touchedFields(apiSchema, document);
      const needs = rules === undefined ? [] : needsIn(rules, apiSchema, touched.types, touched.fields);
      const met = labels?.metBy(touched) ?? [];
      return needs.length + met.length === 0 ? undefined : { needs, labels: met };
    },
    decide: async ({ needs, labels: met }, request) => {
      const { context } = request;
      const unmet = needs.length === 0 ? noNeeds : await unmetNeeds(needs, access, context);
      const active = met.length === 0 ? [] : await activeLabels(met, overrides, context);
      return {
        key: `${needs.map((need) => (unmet.has(need) ? 0 : 1)).join('')} ${active.join()}`,
        permit: rules === undefined ? undefined : createPermit(rules, unmet, access.mode),
        activeLabels: active,
      };
    },
  };
}

const noNeeds: ReadonlySet<Need> = new Set();

/** Everything may be read and no label is on: for plans that are made ahead of any request. */
export const openDecision: Decision = { key: 'open', permit: undefined, activeLabels: [] };

export interface Decisions<Context> {
  /** What the operations of a valid document leave to decide; undefined if nothing. Costs a walk: once a document. */
  choicesIn(document: DocumentNode): Choices | undefined;
  decide(choices: Choices, request: { readonly context: Context }): Promise<Decision>;
}

export interface Choices {
  readonly needs: readonly Need[];
  readonly labels: readonly string[];
}

/** Requests with equal keys are prepared and planned alike. */
export interface Decision {
  readonly key: string;
  /** Undefined where everything may be read. */
  readonly permit: Permit | undefined;
  /** The labels of `@override` that are on, sorted. */
  readonly activeLabels: readonly string[];
}

export interface DecisionOptions<Context> {
  readonly access?: AccessOptions<Context> | undefined;
  readonly overrides?: OverrideOptions<Context> | undefined;
}
