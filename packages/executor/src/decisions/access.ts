import { isInterfaceType, type GraphQLCompositeType, type GraphQLSchema } from 'graphql';
import { ExecutorError, unauthorizedCode } from '../errors.ts';
import type { ClientSelection } from '../normalise.ts';
import type { AccessRules, Need } from './access-rules.ts';
import type { FieldOfSelection } from './touched-fields.ts';

/** The needs that an operation can meet, in a fixed order. */
export function needsIn(
  rules: AccessRules,
  schema: GraphQLSchema,
  types: Iterable<GraphQLCompositeType>,
  fields: Iterable<FieldOfSelection>,
): readonly Need[] {
  const needs = new Set<Need>();
  const add = (more: readonly Need[]): void => more.forEach((need) => needs.add(need));
  for (const type of types) add(rules.ofType(type.name));
  for (const { type, name } of fields) {
    add(rules.ofField(type.name, name));
    for (const one of isInterfaceType(type) ? schema.getPossibleTypes(type) : []) {
      add(rules.ofType(one.name));
      add(rules.ofField(one.name, name));
    }
  }
  return [...needs];
}

/** Which of some needs one request does not meet. Whoever tells nothing of itself meets none. */
export async function unmetNeeds<Context>(
  needs: readonly Need[],
  options: AccessOptions<Context>,
  context: Context,
): Promise<ReadonlySet<Need>> {
  const caller = await options.callerOf?.(context);
  const asked = needs.filter(({ kind }) => kind === 'policies').flatMap(({ anyOf }) => anyOf.flat());
  const policies = asked.length === 0 ? [] : await options.policiesOf?.(context, [...new Set(asked)]);
  const held = {
    authenticated: new Set<string>(),
    scopes: new Set(caller?.isAuthenticated === true ? caller.scopes : []),
    policies: new Set(policies),
  };
  const isMet = ({ kind, anyOf }: Need): boolean =>
    kind === 'authenticated'
      ? caller?.isAuthenticated === true
      : anyOf.some((all) => all.every((one) => held[kind].has(one)));
  return new Set(needs.filter((need) => !isMet(need)));
}

/** What a caller with some unmet needs may read; undefined if that is everything. */
export function createPermit(
  rules: AccessRules,
  unmet: ReadonlySet<Need>,
  mode: AccessOptions<never>['mode'],
): Permit | undefined {
  if (unmet.size === 0) return undefined;
  const isMet = (needs: readonly Need[]): boolean => !needs.some((need) => unmet.has(need));
  return {
    canReadType: (type) => isMet(rules.ofType(type)),
    canReadField: (type, field) => isMet(rules.ofField(type, field)),
    refusalOf: (selections) => {
      const paths = mode === 'reject' ? withheldPaths(selections, []) : [];
      if (paths.length === 0) return undefined;
      return new ExecutorError('You may not read all that you ask for.', unauthorizedCode, { paths });
    },
  };
}

// Response names without the indexes of lists: nothing has been fetched yet.
function withheldPaths(
  selections: readonly ClientSelection[],
  path: readonly string[],
): readonly (readonly string[])[] {
  const paths = selections.flatMap((selection) => {
    if (selection.kind === 'withheld') return [[...path, selection.responseName]];
    if (selection.kind === 'fragment') return withheldPaths(selection.selections, path);
    return selection.kind === 'field'
      ? withheldPaths(selection.selections ?? [], [...path, selection.responseName])
      : [];
  });
  return [...new Map(paths.map((one) => [one.join('.'), one])).values()];
}

export interface Permit {
  /** Takes a name of the schema that clients see. */
  canReadType(type: string): boolean;
  canReadField(type: string, field: string): boolean;
  /** Why an operation of which some selections are withheld is not executed at all, if it isn't. */
  refusalOf(selections: readonly ClientSelection[]): ExecutorError | undefined;
}

/** How `@authenticated`, `@requiresScopes` and `@policy` are enforced. Without it nobody is known. */
export interface AccessOptions<Context> {
  /** Who asks. Undefined is nobody. */
  readonly callerOf?: ((context: Context) => Caller | undefined | Promise<Caller | undefined>) | undefined;
  /** Which of the policies that an operation depends on hold for a request; none unless told. */
  readonly policiesOf?:
    | ((context: Context, policies: readonly string[]) => Iterable<string> | Promise<Iterable<string>>)
    | undefined;
  /**
   * `filter` (the default) answers what may be read, with null and an error in place of the rest; `reject` refuses an
   * operation of which anything may not be read.
   */
  readonly mode?: 'filter' | 'reject' | undefined;
}

export interface Caller {
  readonly isAuthenticated: boolean;
  readonly scopes: readonly string[];
}
