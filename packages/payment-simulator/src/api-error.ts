import type { PaymentIntent } from './objects.ts';

/** An answer in Stripe's error shape. Thrown by operations; what they changed before is kept. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly error: ErrorBody;

  constructor(status: number, error: ErrorBody) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export const missing = (what: string, id: string, param: string): ApiError =>
  new ApiError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
  });

export const badParameter = (param: string, code: string, message: string): ApiError =>
  new ApiError(400, { type: 'invalid_request_error', code, param, message });

export const unexpectedState = (intent: PaymentIntent, verb: string): ApiError =>
  new ApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent's status is ${intent.status}: it cannot be ${verb}.`,
    payment_intent: intent,
  });

/** What clients see of a server that fell over. */
export const serverError = (): ApiError =>
  new ApiError(500, { type: 'api_error', message: 'An unknown error occurred.' });

type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
};
