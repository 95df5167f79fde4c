import { createHash } from 'node:crypto';
import { getOperationAST, print, type DocumentNode } from 'graphql';

/** Apollo's persisted query manifest: what a partner's key or a released front end may ask. */
export type PersistedManifest = {
  readonly format: 'apollo-persisted-query-manifest';
  readonly version: 1;
  readonly operations: readonly {
    /** SHA-256 of the body, in hex. */
    readonly id: string;
    readonly name: string;
    readonly type: 'query' | 'mutation' | 'subscription';
    readonly body: string;
  }[];
};

/** The manifest of some documents, sorted by name so that it changes only with them. */
export function toManifest(documents: readonly DocumentNode[]): PersistedManifest {
  const operations = documents.map((document) => {
    const body = print(document);
    return {
      id: createHash('sha256').update(body).digest('hex'),
      name: operationNameOf(document),
      type: operationOf(document).operation,
      body,
    };
  });
  return {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: operations.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The name of a document's only operation. */
export function operationNameOf(document: DocumentNode): string {
  const name = operationOf(document).name?.value;
  if (!name) throw new TypeError('an operation of this client needs a name');
  return name;
}

function operationOf(document: DocumentNode) {
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('a document of this client needs exactly one operation');
  return operation;
}
