export { createClient, OperationError, type Client, type ClientOptions } from './client.ts';
export { operationNameOf, toManifest, type PersistedManifest } from './manifest.ts';
export * from './generated/documents.ts';
