import type { HTTPGraphQLResponse } from '@apollo/server';

const entriesMax = 200;
const acceptLengthMax = 300;

/** What Apollo Server answers with when it has one result to send. */
const negotiated = new Set([
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
  'application/json; callbackSpec=1.0; charset=utf-8',
]);

/** The content type by `accept` header, as Apollo Server chose it before; clients send a handful of them. */
export class ContentTypes {
  readonly #byAccept = new Map<string | undefined, string>();

  find(accept: string | undefined): string | undefined {
    return this.#byAccept.get(accept);
  }

  learn(accept: string | undefined, { status = 200, headers }: HTTPGraphQLResponse): void {
    if (status !== 200 || (accept?.length ?? 0) > acceptLengthMax || this.#byAccept.has(accept)) return;
    const contentType = headers.get('content-type');
    if (contentType === undefined || !negotiated.has(contentType)) return;
    if (this.#byAccept.size >= entriesMax) this.#byAccept.clear();
    this.#byAccept.set(accept, contentType);
  }
}
