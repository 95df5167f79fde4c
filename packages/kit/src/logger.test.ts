import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';
import { traceFrom, withTrace } from './trace.ts';

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, logger: createLogger({ name: 'test', destination }) };
}

describe('the log', () => {
  it('never writes what opens a door or names a card', () => {
    const { lines, logger } = capture();
    logger.info(
      {
        password: 'hunter2',
        input: { refreshToken: 'r-1', card: { cardNumber: '4242424242424242' } },
        headers: { authorization: 'Bearer b-1' },
      },
      'signed in',
    );
    expect(lines.join('')).toContain('[redacted]');
    for (const secret of ['hunter2', 'r-1', '4242424242424242', 'b-1'])
      expect(lines.join('')).not.toContain(secret);
  });

  it('carries the trace of the request', () => {
    const { lines, logger } = capture();
    const trace = traceFrom('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'req-1');
    withTrace(trace, () => logger.info({ orderId: 'ord_1' }, 'placed'));
    expect(JSON.parse(lines[0]!)).toMatchObject({
      requestId: 'req-1',
      traceparent: trace.traceparent,
      orderId: 'ord_1',
    });
  });
});
