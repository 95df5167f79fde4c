import { subgraphUrls } from '@bazaar/executor';
import { isUrl } from './source.ts';

/**
 * Checks that what was read can be served at all.
 * @param place where it was read
 * @param named addresses by subgraph name that go before the supergraph's own; each name must exist
 * @param others the same, but with names that may belong to something else
 * @throws with one sentence that says what is wrong and what to do
 */
export function checkSupergraph(
  place: string,
  sdl: string,
  named: Addresses = {},
  others: Addresses = {},
): void {
  const addresses = readAddresses(place, sdl);
  const names = [...addresses.keys()];
  if (names.length === 0)
    throw new Error(`${place} is no composed supergraph: it names no subgraphs. Compose it first.`);
  const unknown = Object.keys(named).find((name) => !addresses.has(name));
  if (unknown !== undefined)
    throw new Error(`The supergraph has no subgraph ${unknown}; it has ${names.join(', ')}.`);
  for (const [name, [own]] of addresses) {
    const url = named[name] ?? others[name] ?? own;
    if (url === undefined || !isUrl(url))
      throw new Error(`Subgraph ${name} has no HTTP address: say --subgraph ${name}=<url>.`);
  }
}

function readAddresses(place: string, sdl: string): ReadonlyMap<string, readonly string[]> {
  try {
    return subgraphUrls(sdl);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${place} holds no GraphQL schema: ${reason}`, { cause });
  }
}

type Addresses = Readonly<Record<string, string>>;
