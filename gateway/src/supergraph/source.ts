// Where the supergraph is read from: a file, or an address that is asked again and again.
import { readFileSync } from 'node:fs';
import { watchFiles } from '../watch-files.ts';

const downloadTimeoutMs = 10_000;

/**
 * @param place a path or an `http(s)` address
 * @param pollEveryMs how often an address is asked again; 0: it is read once
 */
export function createSource(place: string, pollEveryMs: number): SupergraphSource {
  return isUrl(place) ? createAddressSource(place, pollEveryMs) : createFileSource(place);
}

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const createFileSource = (path: string): SupergraphSource => ({
  read: async () => readFile(path),
  watch: (onChange) => watchFiles([path], onChange),
});

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`The supergraph ${path} can not be read: ${code}.`, { cause });
    throw new Error(`There is no supergraph at ${path}; for this platform's, \`pnpm compose\` writes it.`, {
      cause,
    });
  }
}

/** A server that knows entity tags sends the supergraph only when it is another one. */
function createAddressSource(url: string, pollEveryMs: number): SupergraphSource {
  let last: { readonly etag: string; readonly sdl: string } | undefined;
  return {
    read: async () => {
      const response = await get(url, last?.etag);
      if (response.status === 304 && last) return last.sdl;
      if (!response.ok) {
        // What is not read would keep its connection.
        await response.body?.cancel();
        throw new Error(`${url} answered with status ${response.status}.`);
      }
      const sdl = await response.text().catch((cause: unknown) => {
        throw new Error(`${url} broke off its answer.`, { cause });
      });
      const etag = response.headers.get('etag');
      last = etag === null ? undefined : { etag, sdl };
      return sdl;
    },
    watch: (onChange) => {
      if (pollEveryMs === 0) return () => {};
      const timer = setInterval(onChange, pollEveryMs).unref();
      return () => clearInterval(timer);
    },
  };
}

async function get(url: string, etag: string | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      signal: AbortSignal.timeout(downloadTimeoutMs),
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError';
    const reason = isLate ? `did not answer within ${downloadTimeoutMs / 1_000} s` : 'can not be reached';
    throw new Error(`${url} ${reason}.`, { cause });
  }
}

export type SupergraphSource = {
  /** Rejects with one sentence that says what is wrong. */
  read(): Promise<string>;
  /** Calls back when it may have changed, until what is answered is called. */
  watch(onChange: () => void): () => void;
};
