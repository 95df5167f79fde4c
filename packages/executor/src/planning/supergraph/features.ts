import { Kind, visit, type ASTNode, type DocumentNode } from 'graphql';
import { ExecutorError, noSupergraph, readAt } from '../../errors.ts';
import { selectionOf } from './computed-needs.ts';
import { isType, subgraphNames, textOf } from './join-directives.ts';
import { isNamedBy, linksOf, nameBy, type Link } from './links.ts';

/**
 * Refuses a supergraph that links something for its security or execution that is not known here, as the
 * specification of `@link` demands: whoever serves it all the same would leave its rules out. What is no composed
 * supergraph is refused as well.
 */
export function refuseUnknownFeatures(supergraph: DocumentNode): void {
  const links = linksOf(supergraph);
  const join = links.find(({ url }) => /\/join\/v[\d.]+$/.test(url));
  if (join === undefined) throw noSupergraph('it links no join specification. Compose it first');
  if (!links.some(({ url }) => /\/(link|core)\/v[\d.]+$/.test(url)))
    throw noSupergraph('it does not link https://specs.apollo.dev/link/v1.0');
  if (!join.url.startsWith(specifications))
    throw noSupergraph(`it was made by a preview of Federation 1 (${join.url}). Compose it again`);
  if ((join.as ?? 'join') !== 'join')
    throw noSupergraph(`it calls the join specification ${join.as}, and only the name join is known here`);
  for (const { url, purpose } of links) {
    if (purpose === undefined || known.has(url)) continue;
    throw unknown(url, purpose.toLowerCase());
  }
  refuseLostRules(supergraph);
  refuseMesh(supergraph);
  refuseUnreadable(supergraph);
}

// What the planner's library fails at without saying where.
function refuseUnreadable(supergraph: DocumentNode): void {
  const graphs = subgraphNames(supergraph);
  for (const type of supergraph.definitions.filter(isType)) {
    const members = 'fields' in type ? type.fields : 'values' in type ? type.values : undefined;
    for (const element of [type, ...(members ?? [])]) {
      const where = element === type ? type.name.value : `${type.name.value}.${element.name.value}`;
      for (const directive of element.directives ?? []) {
        if (!directive.name.value.startsWith('join__')) continue;
        const graph = textOf(directive, 'graph');
        if (graph !== undefined && !graphs.has(graph))
          throw noSupergraph(`${where} names the subgraph ${graph}, which the supergraph does not list`);
        readAt(
          () => `${where} requires what can't be read`,
          () => selectionOf(textOf(directive, 'requires')),
        );
      }
    }
  }
}

// Rules of who may see what are read by their own specifications. By any other way they would be passed over in silence, and
// everybody would be answered.
function refuseLostRules(supergraph: DocumentNode): void {
  const used = new Set<string>();
  visit(supergraph, { Directive: ({ name }) => void used.add(name.value) });
  const links = linksOf(supergraph);
  const isFederation = ({ url }: Link): boolean => url.startsWith(`${specifications}federation/`);
  const others = links.filter((link) => !isFederation(link));
  for (const [rule, version] of rules) {
    const names = [rule, ...links.filter(isFederation).map((link) => nameBy(link, rule))];
    const lost = names.find((name) => used.has(name) && !others.some((link) => isNamedBy(link, name)));
    if (lost === undefined) continue;
    const own = `${specifications}${rule}/${version}`;
    throw noSupergraph(
      `it uses @${lost} and does not link ${own}, without which the rule has no effect. Compose it again, or link that`,
    );
  }
}

// GraphQL Mesh does not say of its directives that they are needed. They are: by them a subgraph is something else than a
// GraphQL server, or calls its fields otherwise.
function refuseMesh(supergraph: DocumentNode): void {
  const mesh = linksOf(supergraph).find(({ url }) => url.startsWith(meshSpecification));
  if (mesh === undefined) return;
  const directive = ['@source', '@merge', '@resolveTo'].find((name) => mesh.imports.includes(name));
  if (directive !== undefined) throw unknown(`${directive} of ${mesh.url}`, 'execution');
  const kind = transportsIn(supergraph).find((transport) => transport !== 'http');
  if (kind !== undefined) throw unknown(`the transport ${kind} of ${mesh.url}`, 'execution');
}

function transportsIn(supergraph: DocumentNode): readonly string[] {
  const kinds: string[] = [];
  const collect = (node: ASTNode): void =>
    void visit(node, {
      enter(inner) {
        if (inner.kind !== Kind.ARGUMENT && inner.kind !== Kind.OBJECT_FIELD) return;
        if (inner.name.value === 'kind' && inner.value.kind === Kind.STRING) kinds.push(inner.value.value);
      },
    });
  visit(supergraph, {
    Directive: (node) => void (node.name.value === 'transport' && collect(node)),
    ObjectField: (node) => void (node.name.value === 'transport' && collect(node)),
  });
  return kinds;
}

/** What the planner's library has against a supergraph, in one sentence: it says it in many lines. */
export function invalidSupergraph(error: unknown): ExecutorError {
  const { causes = [error] } = error as { causes?: readonly unknown[] };
  const reasons = causes.map((cause) => {
    const text = cause instanceof Error ? cause.message : String(cause);
    const details = text.split('Details:\n').at(-1)!;
    return details
      .split('\n')[0]!
      .replace(/^Error: /, '')
      .replace(/\.$/, '');
  });
  const others = reasons.length > 3 ? `; and ${reasons.length - 3} more` : '';
  return noSupergraph(reasons.slice(0, 3).join('; ') + others);
}

function unknown(feature: string, purpose: string): ExecutorError {
  return new ExecutorError(
    `The supergraph needs ${feature} for its ${purpose}, which is not known here.`,
    'UNKNOWN_FEATURE',
  );
}

const specifications = 'https://specs.apollo.dev/';

const rules = [
  ['authenticated', 'v0.1'],
  ['requiresScopes', 'v0.1'],
  ['policy', 'v0.1'],
  ['inaccessible', 'v0.2'],
] as const;

const meshSpecification = 'https://the-guild.dev/graphql/mesh/spec/';

const known = new Set(
  [
    ...['core/v0.1', 'core/v0.2', 'link/v1.0'],
    ...['join/v0.1', 'join/v0.2', 'join/v0.3', 'join/v0.4', 'join/v0.5'],
    ...['tag/v0.1', 'tag/v0.2', 'tag/v0.3', 'inaccessible/v0.1', 'inaccessible/v0.2'],
    ...['authenticated/v0.1', 'requiresScopes/v0.1', 'policy/v0.1', 'context/v0.1', 'cost/v0.1'],
    // Says what may be forgotten of a cache, and there is none here.
    'cacheTag/v0.1',
  ].map((feature) => specifications + feature),
);
