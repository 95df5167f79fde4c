import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from 'graphql';

/** What a supergraph links: by `@link` in Federation 2, by `@core` in Federation 1. */
export function linksOf({ definitions }: DocumentNode): readonly Link[] {
  return definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    )
    .filter(({ name }) => name.value === 'link' || name.value === 'core')
    .map((directive) => ({
      url: textOf(directive, 'url') ?? textOf(directive, 'feature') ?? '',
      as: textOf(directive, 'as'),
      purpose: textOf(directive, 'for'),
      imports: importedNames(valueOf(directive, 'import')),
    }));
}

function importedNames(value: ConstValueNode | undefined): readonly string[] {
  const items = value?.kind === Kind.LIST ? value.values : [];
  return items.flatMap((item) => {
    const name =
      item.kind === Kind.OBJECT ? item.fields.find((field) => field.name.value === 'name')?.value : item;
    return name?.kind === Kind.STRING ? [name.value] : [];
  });
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = valueOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function valueOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** One `@link` or `@core` of a supergraph. */
export interface Link {
  readonly url: string;
  readonly as: string | undefined;
  readonly purpose: string | undefined;
  /** The imported names as the linked specification has them. */
  readonly imports: readonly string[];
}
