export { createClient, OperationError, type Answer, type Client, type ClientOptions } from './client.ts';
export { operationNameOf, toManifest, type PersistedManifest } from './manifest.ts';
export * from './generated/documents.ts';
export type { TypedDocumentNode } from '@graphql-typed-document-node/core';
