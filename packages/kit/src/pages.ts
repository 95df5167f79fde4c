import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from './errors.ts';

/** Values of the sort columns and, last, the id of the entity that a cursor points at. */
export type CursorPosition = readonly (string | number | null)[];

export type PageArguments = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
};
/** What a repository needs to fetch a page: `limit + 1` rows beyond `position`, in list order or backwards. */
export type PageRequest = { limit: number; backwards: boolean; position: CursorPosition | null };
export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

export const pageSizeDefault = 20;
export const pageSizeMax = 100;

export type CursorCodec = {
  encode(scope: unknown, position: CursorPosition): string;
  /** Throws INVALID_CURSOR for a cursor that was altered or made for another list (`scope`: filter and sort). */
  decode(scope: unknown, cursor: string): CursorPosition;
};

/** Opaque keyset cursors, bound to their list by a MAC. */
export function createCursorCodec(secret: string): CursorCodec {
  const mac = (scope: unknown, body: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(scope))
      .update('|')
      .update(body)
      .digest('base64url')
      .slice(0, 16);
  return {
    encode: (scope, position) => {
      const body = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${body}.${mac(scope, body)}`;
    },
    decode: (scope, cursor) => {
      const [body, signature = '', ...rest] = cursor.split('.');
      if (!body || rest.length > 0 || !equalText(signature, mac(scope, body)))
        throw new AppError('INVALID_CURSOR');
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as CursorPosition;
    },
  };
}

function equalText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Reads Relay's arguments; refuses sizes beyond 100, negative ones, and both directions at once. */
export function toPageRequest(args: PageArguments, codec: CursorCodec, scope: unknown): PageRequest {
  const { first, last, after, before } = args;
  const backwards = last != null || (first == null && before != null);
  if ((first != null && last != null) || (after != null && before != null) || (backwards && after != null)) {
    throw new AppError('BAD_USER_INPUT', 'Page either forwards (first, after) or backwards (last, before).');
  }
  if (!backwards && before != null) throw new AppError('BAD_USER_INPUT', 'Use `last` with `before`.');
  const limit = first ?? last ?? pageSizeDefault;
  if (!Number.isInteger(limit) || limit < 1 || limit > pageSizeMax) {
    throw new AppError('BAD_USER_INPUT', `Ask for 1 to ${pageSizeMax} at a time.`);
  }
  const cursor = backwards ? before : after;
  return { limit, backwards, position: cursor == null ? null : codec.decode(scope, cursor) };
}

/** Makes a connection of the `limit + 1` rows fetched for the request (in fetch order). */
export function toConnection<Row>(
  rows: readonly Row[],
  request: PageRequest,
  cursorOf: (row: Row) => string,
): Connection<Row> {
  const hasMore = rows.length > request.limit;
  const nodes = rows.slice(0, request.limit);
  if (request.backwards) nodes.reverse();
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: request.backwards ? request.position !== null : hasMore,
      hasPreviousPage: request.backwards ? hasMore : request.position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
