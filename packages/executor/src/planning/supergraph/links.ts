// What a supergraph links: by `@link` in Federation 2, by `@core` in Federation 1.
import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf, textOf } from './join-directives.ts';

/** Every `@link` or `@core` of a supergraph. */
export function linksOf({ definitions }: DocumentNode): readonly Link[] {
  return definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    )
    .filter(isLink)
    .map((directive) => ({
      url: textOf(directive, 'url') ?? textOf(directive, 'feature') ?? '',
      as: textOf(directive, 'as'),
      purpose: textOf(directive, 'for'),
      imports: importsOf(directive),
    }));
}

export function isLink({ name }: ConstDirectiveNode): boolean {
  return name.value === 'link' || name.value === 'core';
}

/** The imported names as the linked specification has them. */
export function importsOf(link: ConstDirectiveNode): readonly string[] {
  const value = argumentOf(link, 'import');
  const items = value?.kind === Kind.LIST ? value.values : [];
  return items.flatMap((item) => {
    const name =
      item.kind === Kind.OBJECT ? item.fields.find((field) => field.name.value === 'name')?.value : item;
    return name?.kind === Kind.STRING ? [name.value] : [];
  });
}

/** One `@link` or `@core` of a supergraph. */
export interface Link {
  readonly url: string;
  readonly as: string | undefined;
  readonly purpose: string | undefined;
  readonly imports: readonly string[];
}
