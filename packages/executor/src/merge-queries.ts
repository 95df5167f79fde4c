import type { FetchNode } from '@apollo/query-planner';
import { textsOf, type FetchTexts } from './planning/plan/fetch-texts.ts';

/**
 * One query for several entity fetches to one subgraph. Fetches that select the same share one `_entities` field;
 * each other one gets a field and a variable of its own.
 */
export function mergeEntityQueries(fetches: readonly FetchNode[]): MergedQuery {
  const texts = fetches.map(textsOf);
  const indexesBySelection = new Map<string, number[]>();
  texts.forEach(({ entities }, index) => {
    const text = entities!.selection + JSON.stringify(fetches[index]?.outputRewrites ?? []);
    indexesBySelection.set(text, [...(indexesBySelection.get(text) ?? []), index]);
  });
  const groups = [...indexesBySelection.values()];
  const variables = [...new Set(fetches.flatMap(({ variableUsages }) => variableUsages ?? []))];
  const operationName = fetches[0]?.operationName;
  if (groups.length === 1) {
    const { onlyKey } = texts[0]!.entities!;
    const part = { responseKey: '_entities', variable: 'representations', fetchIndexes: groups[0]!, onlyKey };
    return { query: fetches[0]!.operation, operationName, variables, parts: [part] };
  }
  const parts = groups.map((fetchIndexes, index) => ({
    responseKey: `_${index}`,
    variable: `representations${index}`,
    fetchIndexes,
  }));
  return { query: mergedText(operationName, texts, parts), operationName, variables, parts };
}

function mergedText(
  operationName: string | undefined,
  texts: readonly FetchTexts[],
  parts: readonly EntityPart[],
): string {
  const declarations = new Map(texts.flatMap((one) => one.declarations));
  declarations.delete('representations');
  const declared = [...parts.map(({ variable }) => `$${variable}:[_Any!]!`), ...declarations.values()];
  const fields = parts.map(({ responseKey, variable, fetchIndexes }) => {
    const { selection } = texts[fetchIndexes[0]!]!.entities!;
    return `${responseKey}:_entities(representations:$${variable})${selection}`;
  });
  const name = operationName === undefined ? '' : ` ${operationName}`;
  return `query${name}(${declared.join()}){${fields.join('')}}`;
}

export interface MergedQuery {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: readonly string[];
  readonly parts: readonly EntityPart[];
}

export interface EntityPart {
  readonly responseKey: string;
  readonly variable: string;
  readonly fetchIndexes: readonly number[];
  /** Set where a single field is fetched: what fails with the request is that field. */
  readonly onlyKey?: string | undefined;
}
