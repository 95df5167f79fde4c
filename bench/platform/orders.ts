import type { Pool } from 'undici';
import { percentile, type LoadResult } from './closed-loop.ts';
import { ask, fillCart, placeOrder } from './scenarios.ts';

/** Orders of one buyer, one after another; only the time of `orderPlace` itself counts. */
export async function measureOrders(pool: Pool, count: number): Promise<LoadResult> {
  const token = await registerBuyer(pool);
  const variants = await variantsInStock(pool);
  const latenciesMs: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    const cartId = await fillCart(pool, token, variants[index % variants.length]!);
    try {
      latenciesMs.push(await placeOrder(pool, token, cartId));
    } catch (error) {
      failures += 1;
      console.error(`  ${String(error)}`);
    }
  }
  latenciesMs.sort((a, b) => a - b);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    requests: latenciesMs.length,
    failures,
    seconds,
    requestsPerSecond: latenciesMs.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p95Ms: percentile(latenciesMs, 0.95),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}

async function registerBuyer(pool: Pool): Promise<string> {
  const email = `bench-${crypto.randomUUID()}@bazaar.example`;
  const { userRegister } = await ask<{ userRegister: { session: { accessToken: string } } }>(
    pool,
    'mutation ($input: UserRegisterInput!) { userRegister(input: $input) { ... on UserRegisterSuccess { session { accessToken } } } }',
    { input: { email, password: 'a-password-of-the-bench', name: 'Bench Buyer' } },
  );
  return userRegister.session.accessToken;
}

async function variantsInStock(pool: Pool): Promise<string[]> {
  const { products } = await ask<{
    products: { nodes: { variants: { id: string; availability: { available: number } | null }[] }[] };
  }>(pool, '{ products(first: 100) { nodes { variants { id availability { available } } } } }');
  return products.nodes
    .flatMap(({ variants }) => variants)
    .filter(({ availability }) => (availability?.available ?? 0) > 5)
    .map(({ id }) => id);
}
