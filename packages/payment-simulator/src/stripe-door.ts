import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody } from '@bazaar/kit';
import { ApiError, serverError } from './api-error.ts';
import type { SimulatorConfig } from './config.ts';
import { takeFault, type ActiveFaults } from './faults.ts';
import { parseForm, type FormValue } from './form.ts';
import { newObjectId } from './objects.ts';
import { findOperation } from './stripe-api.ts';
import type { Store, StoredAnswer, Unit } from './store.ts';
import { findTestMethod } from './test-methods.ts';

/** `/v1/…`: what Stripe's HTTP interface does around its resources. Keys, idempotency, errors, scripted faults. */
export function createStripeDoor(options: StripeDoorOptions) {
  const inFlight = new Set<string>();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    response.setHeader('request-id', call.requestId);
    const key = call.idempotencyKey;
    if (key !== null && inFlight.has(key)) return send(response, keyInUse().status, errorBody(keyInUse()));
    if (key !== null) inFlight.add(key);
    try {
      const answer = await answerCall(options, call, response);
      await wait(options.faults().latencyMs, undefined, { ref: false });
      send(response, answer.status, answer.body);
    } finally {
      if (key !== null) inFlight.delete(key);
    }
  };
}

/**
 * 1. A key that was seen answers what it answered, and nothing happens.
 * 2. The operation runs without a pause; its changes and the answer become one line of the log.
 * 3. Only then does anything go wrong or slow on the way back.
 */
async function answerCall(options: StripeDoorOptions, call: Call, response: ServerResponse): Promise<Answer> {
  const known =
    call.idempotencyKey === null ? undefined : options.store.state.answers.get(call.idempotencyKey);
  if (known) return replay(known, call, response, options.now());
  const isChange = call.method === 'POST';
  if (isChange && takeFault(options.faults(), 'failBeforeEffect', call.path)) return toAnswer(serverError());
  const isFailing = isChange && takeFault(options.faults(), 'failAfterEffect', call.path);

  const unit = options.store.begin(
    { id: call.requestId, idempotencyKey: call.idempotencyKey },
    options.now(),
  );
  const answer = runOperation(options, call, unit);
  const method = findTestMethod(confirmedWith(call, answer) ?? '');
  const failingMs = isFailing || method?.isUnknown ? options.config.unknownOutcomeMs : 0;
  if (isChange && call.idempotencyKey !== null && isFinal(answer)) {
    unit.keepAnswer({
      key: call.idempotencyKey,
      fingerprint: call.fingerprint,
      ...answer,
      failingUntil: options.now().getTime() + failingMs,
    });
  }
  unit.commit();
  options.onChange();
  if (method?.isSlow) await wait(options.config.slowMs, undefined, { ref: false });
  return failingMs > 0 ? toAnswer(serverError()) : answer;
}

function runOperation(options: StripeDoorOptions, call: Call, unit: Unit): Answer {
  try {
    if (!call.hasKey) throw unauthorized();
    const operation = findOperation(call.method, call.path);
    if (!operation) throw unknownUrl(call);
    const body = operation.run({ unit, id: operation.id, form: call.form, publicUrl: options.publicUrl() });
    return { status: 200, body };
  } catch (error) {
    if (error instanceof ApiError) return toAnswer(error);
    throw error;
  }
}

function replay(known: StoredAnswer, call: Call, response: ServerResponse, now: Date): Answer {
  if (known.fingerprint !== call.fingerprint) return toAnswer(keyReused(known.key));
  if (known.failingUntil > now.getTime()) return toAnswer(serverError());
  response.setHeader('idempotent-replayed', 'true');
  return known;
}

/** The method that this call confirmed an intent with, if it is such a call. */
function confirmedWith(call: Call, answer: Answer): string | null {
  const isConfirmation = call.path.endsWith('/confirm') || call.form['confirm'] === 'true';
  return isConfirmation ? ((answer.body as { payment_method?: string | null }).payment_method ?? null) : null;
}

/** Like Stripe, keeps what an operation answered, and not that its parameters were refused. */
const isFinal = (answer: Answer): boolean => answer.status === 200 || answer.status === 402;

async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = (await readBody(request)).toString('utf8');
  const method = request.method ?? 'GET';
  const text = method === 'GET' ? url.search : body;
  const key = request.headers['idempotency-key'];
  return {
    method,
    path: url.pathname,
    form: parseForm(text),
    fingerprint: createHash('sha256').update(`${method} ${url.pathname}\n${text}`).digest('hex'),
    idempotencyKey: method === 'POST' && typeof key === 'string' ? key : null,
    hasKey: /^(Bearer|Basic) \S+/.test(request.headers.authorization ?? ''),
    requestId: newObjectId('req'),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const errorBody = (error: ApiError) => ({ error: error.error });
const toAnswer = (error: ApiError): Answer => ({ status: error.status, body: errorBody(error) });

const unauthorized = () =>
  new ApiError(401, { type: 'invalid_request_error', message: 'You did not provide an API key.' });
const unknownUrl = (call: Call) =>
  new ApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${call.method}: ${call.path}).`,
  });
const keyReused = (key: string) =>
  new ApiError(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
const keyInUse = () =>
  new ApiError(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message: 'There is currently another in-progress request using this idempotency key.',
  });

type StripeDoorOptions = {
  config: SimulatorConfig;
  store: Store;
  faults: () => ActiveFaults;
  publicUrl: () => string;
  now: () => Date;
  /** Called after every commit: there may be events to deliver. */
  onChange: () => void;
};

type Answer = { readonly status: number; readonly body: unknown };

type Call = {
  method: string;
  path: string;
  form: Record<string, FormValue>;
  fingerprint: string;
  idempotencyKey: string | null;
  hasKey: boolean;
  requestId: string;
};
