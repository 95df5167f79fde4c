import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../selections.ts';

/** The size of an operation as it is written, fragments unfolded. Introspection is not counted: it costs no fetch. */
export type Size = { depth: number; aliases: number; directives: number; rootFields: number };

type Measure = { depth: number; aliases: number; directives: number; fields: number };

/** Measures a valid operation. Each fragment is measured once, so that a small text cannot cost much time. */
export function measure(document: DocumentNode, operation: OperationDefinitionNode): Size {
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Measure>();
  const { depth, aliases, directives, fields } = measureSelections(operation.selectionSet);
  return { depth, aliases, directives: directives + (operation.directives?.length ?? 0), rootFields: fields };

  function measureSelections(selectionSet: SelectionSetNode): Measure {
    const sum: Measure = { depth: 0, aliases: 0, directives: 0, fields: 0 };
    for (const selection of selectionSet.selections) {
      sum.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        if (selection.alias) sum.aliases += 1;
        sum.fields += 1;
        if (selection.name.value === '__schema' || selection.name.value === '__type') continue;
        const inner = selection.selectionSet && measureSelections(selection.selectionSet);
        add(sum, {
          depth: 1 + (inner?.depth ?? 0),
          aliases: inner?.aliases ?? 0,
          directives: inner?.directives ?? 0,
          fields: 0,
        });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) add(sum, measureSelections(selection.selectionSet));
      else add(sum, measureFragment(selection.name.value));
    }
    return sum;
  }

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    const measure = fragment
      ? measureSelections(fragment.selectionSet)
      : { depth: 0, aliases: 0, directives: 0, fields: 0 };
    measured.set(name, measure);
    return measure;
  }
}

function add(sum: Measure, more: Measure): void {
  sum.depth = Math.max(sum.depth, more.depth);
  sum.aliases += more.aliases;
  sum.directives += more.directives;
  sum.fields += more.fields;
}
