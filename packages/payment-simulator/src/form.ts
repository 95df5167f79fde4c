/** A form or query with bracketed names (`metadata[order_id]=…`) as nested objects. */
export type FormValue = string | { [key: string]: FormValue };

export function parseForm(text: string): Record<string, FormValue> {
  const root: Record<string, FormValue> = Object.create(null) as Record<string, FormValue>;
  for (const [name, value] of new URLSearchParams(text))
    put(root, name.split(/\]?\[|\]/).filter(Boolean), value);
  return root;
}

function put(target: Record<string, FormValue>, path: readonly string[], value: string): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const child = target[key];
  const next = typeof child === 'object' ? child : (Object.create(null) as Record<string, FormValue>);
  target[key] = next;
  put(next, rest, value);
}
