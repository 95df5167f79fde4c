/** A category lies on the path from the top down to itself; its own id stands last. */
export const pathBelow = (parent: Category | null, id: string): string[] => [...(parent?.path ?? []), id];

/** Deeper trees help nobody to find anything. */
export const categoryDepthMax = 6;

export type Category = {
  readonly id: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly path: readonly string[];
};
