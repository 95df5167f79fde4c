import { subgraphUrls } from '@bazaar/executor';
import { readSupergraph } from './reload.ts';

const downloadTimeoutMs = 10_000;

/**
 * Reads a supergraph from a file or an address, and checks that it can be served at all.
 * @param named addresses by subgraph name that go before the supergraph's own; each name must exist
 * @param others the same, but with names that may belong to something else
 * @throws with one sentence that says what is wrong and what to do
 */
export async function loadSupergraph(
  source: string,
  named: Addresses = {},
  others: Addresses = {},
): Promise<string> {
  const sdl = isUrl(source) ? await download(source) : readSupergraph(source);
  const addresses = readAddresses(source, sdl);
  const names = [...addresses.keys()];
  if (names.length === 0)
    throw new Error(`${source} is no composed supergraph: it names no subgraphs. Compose it first.`);
  const unknown = Object.keys(named).find((name) => !addresses.has(name));
  if (unknown !== undefined)
    throw new Error(`The supergraph has no subgraph ${unknown}; it has ${names.join(', ')}.`);
  for (const [name, [own]] of addresses) {
    const url = named[name] ?? others[name] ?? own;
    if (url === undefined || !isUrl(url))
      throw new Error(`Subgraph ${name} has no HTTP address: say --subgraph ${name}=<url>.`);
  }
  return sdl;
}

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

async function download(url: string): Promise<string> {
  const answer = async (): Promise<Response> => {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) });
    } catch (cause) {
      const isLate = cause instanceof Error && cause.name === 'TimeoutError';
      const reason = isLate ? `did not answer within ${downloadTimeoutMs / 1_000} s` : 'can not be reached';
      throw new Error(`${url} ${reason}.`, { cause });
    }
  };
  const response = await answer();
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}.`);
  return response.text().catch((cause: unknown) => {
    throw new Error(`${url} broke off its answer.`, { cause });
  });
}

function readAddresses(source: string, sdl: string): ReadonlyMap<string, readonly string[]> {
  try {
    return subgraphUrls(sdl);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${source} holds no GraphQL schema: ${reason}`, { cause });
  }
}

type Addresses = Readonly<Record<string, string>>;
