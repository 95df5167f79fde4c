import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mail } from './sink.ts';

/**
 * What was handed in, a line each, so that a killed sink still knows what it has promised to keep. Without a file it
 * forgets with its process.
 */
export function createMailLog(file?: string): MailLog {
  if (file === undefined) return { read: () => [], append: () => undefined };
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  // A line that the last process did not finish must not swallow the first one of this.
  if (lines.at(-1)) appendFileSync(file, '\n');
  return {
    read: () => lines.flatMap(readLine),
    append: (mail) => appendFileSync(file, `${JSON.stringify(mail)}\n`),
  };
}

/** Nothing for a line that was cut off: its mail was never accepted. */
function readLine(line: string): Mail[] {
  try {
    const mail = JSON.parse(line) as Mail;
    return [{ ...mail, receivedAt: new Date(mail.receivedAt) }];
  } catch {
    return [];
  }
}

export type MailLog = { read(): Mail[]; append(mail: Mail): void };
