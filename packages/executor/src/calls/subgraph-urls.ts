import { Kind, parse, type DirectiveNode } from 'graphql';

/** The addresses that a supergraph names for its subgraphs, each replaced by one of `overrides` if there is one. */
export function subgraphUrls(
  supergraphSdl: string,
  overrides: Readonly<Record<string, string | readonly string[]>> = {},
): ReadonlyMap<string, readonly string[]> {
  const urls = new Map<string, readonly string[]>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const graph = value.directives?.find(({ name }) => name.value === 'join__graph');
      const name = argumentOf(graph, 'name');
      if (name === undefined) continue;
      const url = overrides[name] ?? argumentOf(graph, 'url') ?? '';
      const list = typeof url === 'string' ? [url] : url;
      urls.set(
        name,
        list.filter((address) => address !== ''),
      );
    }
  }
  return urls;
}

function argumentOf(directive: DirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
