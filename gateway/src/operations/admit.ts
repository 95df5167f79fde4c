import { refusal } from '../errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Manifest } from './manifest.ts';
import type { OperationParameters } from './parameters.ts';

/**
 * Turns what a client sent into the operation that is run, or throws. The same for POST, GET and sockets, and before
 * anything else looks at the request:
 * 1. A known id stands for the text of the manifest, whatever text was sent beside it.
 * 2. An unknown id alone is not found.
 * 3. A text is run, unless the partner is bound to its manifest and the text is not in it.
 */
export function admit(
  viewer: Viewer,
  parameters: OperationParameters,
  clientManifest: Manifest,
): OperationParameters {
  const { partner } = viewer;
  const isPlain = parameters.documentId === undefined && parameters.extensions === undefined;
  if (!partner && isPlain) return parameters;
  const manifest = partner?.manifest ?? (partner ? undefined : clientManifest);
  const { documentId, query: text, ...rest } = parameters;
  const { persistedQuery, ...extensions } = parameters.extensions ?? {};
  const id = documentId ?? hashIn(persistedQuery);
  const known = id === undefined ? undefined : manifest?.find(id);
  if (known !== undefined) return { ...rest, query: known, extensions };
  if (id !== undefined && !text) throw refusal('PERSISTED_QUERY_NOT_FOUND');
  if (partner?.mode === 'safelist' && !(text && manifest?.includes(text))) {
    throw refusal('OPERATION_NOT_SAFELISTED');
  }
  return { ...rest, ...(text !== undefined && { query: text }), extensions };
}

function hashIn(persistedQuery: unknown): string | undefined {
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return undefined;
  const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : undefined;
}
