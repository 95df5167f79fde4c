import { SubgraphCallError } from '../errors.ts';
import type { Answer } from './answer-collector.ts';
import type { SubgraphReply } from '../execute.ts';
import { isRecord } from '../json.ts';

/** A subgraph's HTTP answer as a GraphQL answer. A client error is one too, if it says so in GraphQL. */
export function parseReply(subgraph: string, { status, cacheControl, body }: Answer): SubgraphReply {
  if (status >= 500) throw new SubgraphCallError(subgraph, 'bad-status', new Error(`Status ${status}`));
  if (status >= 300 && status < 400)
    throw new SubgraphCallError(
      subgraph,
      'bad-answer',
      new Error(`Status ${status}: redirects are not followed; name the address that it leads to`),
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw new SubgraphCallError(subgraph, 'bad-answer', cause);
  }
  if (isRecord(parsed)) {
    const { data, errors, extensions } = parsed;
    if (isRecord(data) || Array.isArray(errors))
      return { data, errors, extensions, cacheControl, isPlain: !body.includes('\\') };
  }
  throw new SubgraphCallError(subgraph, status >= 400 ? 'bad-status' : 'bad-answer');
}
