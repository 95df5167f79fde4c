import type { IncomingMessage } from 'node:http';
import { idempotencyHeader, inputs } from '@bazaar/kit';
import { OperationTypeNode } from 'graphql';
import { refusal } from '../errors.ts';
import { headerOf } from '../headers.ts';
import { measure } from '../protection/measure.ts';
import type { OperationCheck } from './operation-plugin.ts';

/** The `Idempotency-Key` header; throws a refusal for what is no key. */
export function idempotencyKeyOf(request: IncomingMessage): string | undefined {
  const key = headerOf(request, idempotencyHeader);
  if (key === undefined) return undefined;
  const { success, error } = inputs.idempotencyKey().safeParse(key);
  if (!success) throw refusal('BAD_REQUEST', `Idempotency-Key: ${error.issues[0]!.message}`);
  return key;
}

/** Refuses the header where it would not be clear which mutation it is the key of. */
export const checkIdempotencyKey: OperationCheck = ({ document, operation, contextValue }) => {
  const isKeyed = idempotencyHeader in contextValue.subgraphHeaders;
  if (!isKeyed || operation?.operation !== OperationTypeNode.MUTATION) return;
  if (measure(document, operation).rootFields === 1) return;
  throw refusal('BAD_REQUEST', 'An Idempotency-Key is for an operation with one mutation.');
};
