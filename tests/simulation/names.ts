/** Short names for ids, so that the steps of a run can be read, and found again in a run that lacks some of them. */
export function createNames(): Names {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return {
    of(id) {
      const known = names.get(id);
      if (known) return known;
      const prefix = /^[a-z]+(?=_)/.exec(id)?.[0] ?? 'id';
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      names.set(id, `${prefix}#${count}`);
      return `${prefix}#${count}`;
    },
    give: (id, name) => void names.set(id, name),
  };
}

export type Names = {
  /** The name of an id; a new one for an id that has none. */
  of(id: string): string;
  give(id: string, name: string): void;
};
