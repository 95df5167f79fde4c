import type { VariableSource } from './variable-table.ts';

/** The JSON text of each variable that a request provides, by its internal name. */
export function variableTexts(
  sources: readonly VariableSource[],
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  if (sources.length === 0) return none;
  const texts = new Map<string, string>();
  for (const { name, clientName, json } of sources) {
    if (json !== undefined) {
      texts.set(name, json);
    } else if (Object.hasOwn(variables, clientName) && variables[clientName] !== undefined) {
      texts.set(name, JSON.stringify(variables[clientName]));
    }
  }
  return texts;
}

const none: ReadonlyMap<string, string> = new Map();
