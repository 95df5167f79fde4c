import { pino, type DestinationStream } from 'pino';
import { currentTrace } from './trace.ts';

/** Structured log: `logger.info({ orderId }, 'order placed')`. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

// By name, wherever they stand up to two levels deep. Nothing that opens a door or identifies a card is ever written.
const secretNames = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'cartToken',
  'authorization',
  'cookie',
  'secret',
  'apiKey',
  'paymentMethod',
  'cardNumber',
  'body',
];

/** JSON lines on stdout (or `destination`), each with the trace that it belongs to. */
export function createLogger(options: {
  name: string;
  level?: LogLevel;
  destination?: DestinationStream;
}): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: {
      paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
    mixin: () => {
      const trace = currentTrace();
      return trace ? { requestId: trace.requestId, traceparent: trace.traceparent } : {};
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
