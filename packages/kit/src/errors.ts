/** Codes of top-level `errors[]`: failures that are nobody's data. What a mutation can expect is in its payload union instead. */
export const errorCatalogue = {
  UNAUTHENTICATED: { status: 401, level: 'debug', message: 'Sign in first.' },
  FORBIDDEN: { status: 403, level: 'info', message: 'This is not yours to do or see.' },
  BAD_USER_INPUT: { status: 400, level: 'debug', message: 'The input is not acceptable.' },
  INVALID_CURSOR: { status: 400, level: 'debug', message: 'This cursor does not belong to this list.' },
  NOT_FOUND: { status: 404, level: 'debug', message: 'There is no such thing.' },
  THROTTLED: { status: 429, level: 'info', message: 'Too many requests; try again later.' },
  PAYLOAD_TOO_LARGE: { status: 413, level: 'info', message: 'The request is too large.' },
  SERVICE_UNAVAILABLE: { status: 503, level: 'warn', message: 'The service is stopping or not ready.' },
  DOWNSTREAM_SERVICE_ERROR: {
    status: 502,
    level: 'error',
    message: 'A part of the platform did not answer.',
  },
  INTERNAL_SERVER_ERROR: { status: 500, level: 'error', message: 'Something went wrong on our side.' },
} as const satisfies Record<
  string,
  { status: number; level: 'debug' | 'info' | 'warn' | 'error'; message: string }
>;

export type ErrorCode = keyof typeof errorCatalogue;

/** A failure with a code of the catalogue; its message may be shown to anyone. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message?: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message ?? errorCatalogue[code].message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
