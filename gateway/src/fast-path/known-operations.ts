import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import {
  Kind,
  OperationTypeNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** Entries, and characters of their texts: what may be kept for clients that write every request anew. */
const entriesMax = 2_000;
const charactersMax = 2_000_000;

/**
 * The operations that Apollo Server has parsed and validated against the schema that is served now, by their text. Those
 * that were asked for last are kept.
 */
export class KnownOperations<Context extends BaseContext> {
  readonly #byText = new Map<string, KnownOperation>();
  #characters = 0;
  #schema: GraphQLSchema | undefined;

  /** Learns what Apollo Server finds out. Added before the server starts; not to be called by the fast path. */
  readonly plugin: ApolloServerPlugin<Context> = {
    serverWillStart: async ({ schema }) => {
      this.#schema = schema;
      return { schemaDidLoadOrUpdate: ({ apiSchema }) => this.#forgetAllBut(apiSchema) };
    },
    requestDidStart: async () => ({
      didResolveOperation: async ({ source, queryHash, document, schema }) => {
        // A request that began before the schema was changed has nothing to say any more.
        if (schema === this.#schema && isPlain(source, document)) {
          this.#add(source, { document, queryHash, schema, operations: operationsIn(document) });
        }
      },
    }),
  };

  find(text: string): KnownOperation | undefined {
    const known = this.#byText.get(text);
    if (known === undefined) return undefined;
    // As long as nothing has to go, it does not matter which would be the first.
    if (this.#byText.size < entriesMax / 2 && this.#characters < charactersMax / 2) return known;
    // @NOTE a Map keeps the order of insertion: what is entered anew is the last to go.
    this.#byText.delete(text);
    this.#byText.set(text, known);
    return known;
  }

  #add(text: string, operation: KnownOperation): void {
    if (this.#byText.has(text) || text.length > charactersMax / 10) return;
    this.#byText.set(text, operation);
    this.#characters += text.length;
    for (const [oldest] of this.#byText) {
      if (this.#byText.size <= entriesMax && this.#characters <= charactersMax) break;
      this.#byText.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  #forgetAllBut(schema: GraphQLSchema): void {
    if (schema === this.#schema) return;
    this.#schema = schema;
    this.#byText.clear();
    this.#characters = 0;
  }
}

/** Whether each operation of a text is answered by one result: no subscription, nothing deferred. */
function isPlain(text: string, { definitions }: DocumentNode): boolean {
  const isSubscription = (definition: DefinitionNode): boolean =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION;
  return !/@(defer|stream)\b/.test(text) && !definitions.some(isSubscription);
}

/** Each by its name, and the only one by none. */
function operationsIn({ definitions }: DocumentNode): KnownOperation['operations'] {
  const all = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const named = new Map(all.map((operation) => [operation.name?.value, operation]));
  return all.length === 1 ? named.set(undefined, all[0]!) : named;
}

export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operations: ReadonlyMap<string | undefined, OperationDefinitionNode>;
  readonly queryHash: string;
  readonly schema: GraphQLSchema;
}
