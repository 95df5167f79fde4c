import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { ExecutorError } from './errors.ts';

/**
 * Refuses a supergraph that links something for its security or execution that is not known here, as the
 * specification of `@link` demands: whoever serves it all the same would leave its rules out.
 */
export function refuseUnknownFeatures({ definitions }: DocumentNode): void {
  const links = definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    )
    .filter(({ name }) => name.value === 'link' || name.value === 'core');
  for (const link of links) {
    const purpose = textOf(link, 'for');
    const url = textOf(link, 'url') ?? textOf(link, 'feature') ?? '';
    if (purpose === undefined || known.has(url)) continue;
    throw new ExecutorError(
      `The supergraph needs ${url} for its ${purpose.toLowerCase()}, which is not known here.`,
      'UNKNOWN_FEATURE',
    );
  }
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

const known = new Set(
  [
    ...['core/v0.1', 'core/v0.2', 'link/v1.0'],
    ...['join/v0.1', 'join/v0.2', 'join/v0.3', 'join/v0.4', 'join/v0.5'],
    ...['tag/v0.1', 'tag/v0.2', 'tag/v0.3', 'inaccessible/v0.1', 'inaccessible/v0.2'],
    ...['authenticated/v0.1', 'requiresScopes/v0.1', 'policy/v0.1', 'context/v0.1', 'cost/v0.1'],
    // Says what may be forgotten of a cache, and there is none here.
    'cacheTag/v0.1',
  ].map((feature) => `https://specs.apollo.dev/${feature}`),
);
