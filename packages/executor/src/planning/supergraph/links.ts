// What a supergraph links: by `@link` in Federation 2, by `@core` in Federation 1.
import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf, textOf } from './join-directives.ts';

/** Every `@link` or `@core` of a supergraph. */
export function linksOf({ definitions }: DocumentNode): readonly Link[] {
  return linksAmong(
    definitions.flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    ),
  );
}

/** @param directives those of a schema */
export function linksAmong(directives: readonly ConstDirectiveNode[]): readonly Link[] {
  return directives.filter(isLink).map((directive) => ({
    url: textOf(directive, 'url') ?? textOf(directive, 'feature') ?? '',
    as: textOf(directive, 'as'),
    purpose: textOf(directive, 'for'),
    imports: importsOf(directive),
    renamings: renamingsOf(directive),
  }));
}

export function isLink({ name }: ConstDirectiveNode): boolean {
  return name.value === 'link' || name.value === 'core';
}

/** The imported names as the linked specification has them. */
export function importsOf(link: ConstDirectiveNode): readonly string[] {
  return renamingsOf(link).map(({ name }) => name);
}

function renamingsOf(link: ConstDirectiveNode): readonly Renaming[] {
  const value = argumentOf(link, 'import');
  const items = value?.kind === Kind.LIST ? value.values : [];
  return items.flatMap((item) => {
    const textIn = (key: string): string | undefined => {
      const text =
        item.kind === Kind.OBJECT ? item.fields.find((field) => field.name.value === key)?.value : item;
      return text?.kind === Kind.STRING ? text.value : undefined;
    };
    const name = textIn('name');
    return name === undefined ? [] : [{ name, as: textIn('as') ?? name }];
  });
}

/** The name that a link gives to a directive of its specification. */
export function nameBy({ as, url, renamings }: Link, directive: string): string {
  const imported = renamings.find(({ name }) => name === `@${directive}`);
  if (imported !== undefined) return imported.as.slice(1);
  const specification = specificationOf(url);
  const namespace = as ?? specification;
  return directive === specification ? namespace : `${namespace}__${directive}`;
}

/** Whether a link is what gives a directive its name. */
export function isNamedBy(link: Link, name: string): boolean {
  return (
    link.renamings.some(({ as }) => as === `@${name}`) || nameBy(link, specificationOf(link.url)) === name
  );
}

// https://specs.apollo.dev/join/v0.3 is of join.
function specificationOf(url: string): string {
  return url.split('/').at(-2) ?? '';
}

/** One `@link` or `@core` of a supergraph. */
export interface Link {
  readonly url: string;
  readonly as: string | undefined;
  readonly purpose: string | undefined;
  readonly imports: readonly string[];
  readonly renamings: readonly Renaming[];
}

/** What is imported, by its own name and by that which it has in the supergraph. */
interface Renaming {
  readonly name: string;
  readonly as: string;
}
