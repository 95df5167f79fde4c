import { StartProblem } from './problem.ts';

/** Products of a seeded shop by its size; each has one to four variants. */
export const shopSizes = { small: 200, medium: 2_000, large: 20_000 } as const;
export type ShopSize = keyof typeof shopSizes;

/** @throws a sentence for whoever typed it */
export function parseShopSize(text: string): ShopSize {
  if (Object.hasOwn(shopSizes, text)) return text as ShopSize;
  throw new StartProblem(
    `There is no size "${text}" of a shop; choose one of ${Object.keys(shopSizes).join(', ')}.`,
  );
}
