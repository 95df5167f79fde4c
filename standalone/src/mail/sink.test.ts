import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { createMailSink } from './sink.ts';

describe('a mail sink with a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bazaar-mail-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('still has what it accepted after its process has ended, and knows a mail that comes again', async () => {
    const stateFile = join(folder, 'mails.jsonl');
    const first = createMailSink({ host: '127.0.0.1', port: 0, stateFile });
    const { port } = await first.start();
    await send(port, '<one@bazaar.example>');
    await first.stop();
    // As a process that was killed in the middle of a line leaves it.
    appendFileSync(stateFile, '{"messageId":"<half@');

    const second = createMailSink({ host: '127.0.0.1', port: 0, stateFile });
    const { port: next } = await second.start();
    await send(next, '<one@bazaar.example>');
    await send(next, '<two@bazaar.example>');
    await second.stop();

    const third = createMailSink({ host: '127.0.0.1', port: 0, stateFile });
    expect(third.list().map(({ messageId, deliveries }) => ({ messageId, deliveries }))).toEqual([
      { messageId: '<two@bazaar.example>', deliveries: 1 },
      { messageId: '<one@bazaar.example>', deliveries: 2 },
    ]);
  });
});

/** One mail, in the words of SMTP. */
async function send(port: number, messageId: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = [
    ...['EHLO test', 'MAIL FROM:<shop@bazaar.example>', 'RCPT TO:<ada@bazaar.example>', 'DATA'],
    ...[`Message-ID: ${messageId}\r\nSubject: Hello\r\n\r\nHello\r\n.`, 'QUIT'],
  ];
  // Each answer, which may have several lines, asks for the next word.
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (!/^\d{3} .*\r\n$/m.test(text)) return;
    text = '';
    const line = lines.shift();
    if (line !== undefined) socket.write(`${line}\r\n`);
  });
  await new Promise((resolve) => socket.once('close', resolve));
}
