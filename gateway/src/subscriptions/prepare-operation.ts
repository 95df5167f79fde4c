import type { Identity } from '@bazaar/kit';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
} from 'graphql';
import { refusal } from '../errors.ts';
import type { OperationParameters } from '../operations/parameters.ts';
import type { Inspect } from '../protection/inspect.ts';
import type { Generation } from '../supergraph/generations.ts';
import { toLiveOperation, type LiveOperation } from './live-operation.ts';

/** An admitted operation, parsed; a subscription also validated, inspected and ready to run. */
export type PreparedOperation = { document: DocumentNode; live?: LiveOperation };

/** Throws a refusal, or `OperationErrors` with every mistake. Queries and mutations are left to Apollo Server. */
export function prepareOperation(subject: {
  parameters: OperationParameters;
  generation: Generation;
  identity: Identity;
  inspect: Inspect;
  tokensMax: number;
}): PreparedOperation {
  const { parameters, generation, identity, inspect, tokensMax } = subject;
  const document = parseText(parameters.query, tokensMax);
  const operation = getOperationAST(document, parameters.operationName);
  if (!operation) throw refusal('BAD_REQUEST', 'It is not clear which operation to run.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return { document };
  throwAll(validate(generation.schema, document), 'GRAPHQL_VALIDATION_FAILED');
  const { coerced: variables, errors } = getVariableValues(
    generation.schema,
    operation.variableDefinitions ?? [],
    parameters.variables ?? {},
    { maxErrors: 10 },
  );
  throwAll(errors ?? [], 'BAD_USER_INPUT');
  const coerced = variables ?? {};
  inspect({ generation, document, operation, variables: coerced, identity });
  return {
    document,
    live: toLiveOperation({ generation, document, operation, variables: coerced, identity }),
  };
}

function parseText(text: string | undefined, tokensMax: number): DocumentNode {
  if (!text) throw refusal('BAD_REQUEST', 'There is no operation to run.');
  try {
    return parse(text, { maxTokens: tokensMax });
  } catch (error) {
    throw withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED');
  }
}

function throwAll(errors: readonly GraphQLError[], code: string): void {
  if (errors.length > 0) throw new OperationErrors(errors.map((error) => withCode(error, code)));
}

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code },
  });

/** Several mistakes of one operation. */
export class OperationErrors extends Error {
  override readonly name = 'OperationErrors';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('the operation is not valid');
    this.errors = errors;
  }
}
