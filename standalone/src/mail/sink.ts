// An SMTP server that keeps what it gets, so that development and tests see the mails that would be sent.
// It never sends anything on.
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { createMailLog } from './mail-log.ts';

export type Mail = {
  messageId: string;
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string | null;
  receivedAt: Date;
  /** How often it was handed in. */
  deliveries: number;
};

export type MailSink = {
  start(): Promise<{ port: number }>;
  stop(): Promise<void>;
  /** Newest first. */
  list(): readonly Mail[];
};

const mailsMax = 2_000;
const messageBytesMax = 5_000_000;

export function createMailSink(options: { host: string; port: number; stateFile?: string }): MailSink {
  const log = createMailLog(options.stateFile);
  const mails: Mail[] = [];
  // As mail servers do that suppress duplicates: the same Message-ID to the same people is one mail, taken twice.
  const keep = (mail: Mail) => {
    const known = mails.find(
      ({ messageId, to }) => messageId === mail.messageId && to.join() === mail.to.join(),
    );
    if (known && mail.messageId !== '') known.deliveries += 1;
    else mails.unshift(mail);
    mails.length = Math.min(mails.length, mailsMax);
  };
  for (const mail of log.read()) keep(mail);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: messageBytesMax,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        parse(
          Buffer.concat(chunks),
          session.envelope.rcptTo.map(({ address }) => address),
        )
          .then((mail) => {
            // Accepted is what is kept: first the file, then the answer.
            log.append(mail);
            keep(mail);
            done();
          })
          .catch(done);
      });
    },
  });
  server.on('error', () => undefined);
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        const listener = server.listen(options.port, options.host, () => {
          server.off('error', reject);
          const address = listener.address();
          resolve({ port: address !== null && typeof address === 'object' ? address.port : options.port });
        });
      }),
    stop: () => new Promise((resolve) => server.close(resolve)),
    list: () => mails,
  };
}

async function parse(raw: Buffer, recipients: readonly string[]): Promise<Mail> {
  const mail = await PostalMime.parse(raw);
  return {
    messageId: mail.messageId ?? '',
    from: mail.from?.address ?? '',
    to: recipients,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    receivedAt: new Date(),
    deliveries: 1,
  };
}
