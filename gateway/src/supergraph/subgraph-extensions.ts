import type { SubgraphExtensions } from '@bazaar/executor';
import { z } from 'zod';

const idempotency = z.object({ keys: z.array(z.string().max(200)).min(1).max(100) });

/** What clients may see of the subgraphs' `extensions`; nothing else leaves the platform. */
export const publicExtensions: SubgraphExtensions = {
  /** `replayed: true` where a mutation's answer is the stored one; `keys` names the client's keys it holds for. */
  idempotency: (values) => {
    const keys = values.flatMap((value) => idempotency.safeParse(value).data?.keys ?? []);
    return keys.length === 0 ? undefined : { replayed: true, keys: [...new Set(keys)] };
  },
};
