import type { EventContract, PayloadOf } from '@bazaar/events';
import { createIdentitySigner, identityHeader, newId, type Identity } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';
import { createTestDatabase } from '@bazaar/testkit';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const identitySecret = 'identity-secret-of-the-notification-tests';

export type Mail = { to: string; subject: string; text: string; messageId: string };
/** What the mail server does with the next mails: an SMTP code, or takes them. */
export type SmtpBehaviour = { refuseWith: number | null };

/** A real mail server that a test can make refuse. */
export async function startMailServer() {
  const mails: Mail[] = [];
  const behaviour: SmtpBehaviour = { refuseWith: null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = behaviour.refuseWith;
        if (code !== null) return done(Object.assign(new Error('refused'), { responseCode: code }));
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          mails.push({
            to: session.envelope.rcptTo[0]!.address,
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            messageId: mail.messageId ?? '',
          });
          done();
        }, done);
      });
    },
  });
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  return {
    mails,
    behaviour,
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise<void>((done) => server.close(done)),
  };
}

/** The service in this process, on a database and a mail server of its own. */
export async function startNotification() {
  const database = await createTestDatabase('notification');
  const mail = await startMailServer();
  const driver = createMemoryDriver();
  const config = toConfig(
    readEnv({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: database.url,
      SMTP_URL: mail.url,
      IDENTITY_SECRET: identitySecret,
    }),
  );
  let service = createService(config, { driver });
  let { url } = await service.start();
  const sign = createIdentitySigner(identitySecret);

  return {
    mail,
    pool: database.pool,
    /** Publishes as the owning service would. */
    tell: <C extends EventContract>(contract: C, aggregateId: string, payload: PayloadOf<C>) =>
      publishAs(driver, contract, aggregateId, payload),
    ask: async (query: string, variables: object, identity: Identity | null) => {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (identity) headers[identityHeader] = await sign(identity);
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      });
      // Raw answers: each test states the shape that it expects.
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      return (await response.json()) as { data?: any; errors?: { extensions?: { code?: string } }[] };
    },
    restart: async () => {
      await service.stop();
      service = createService(config, { driver });
      ({ url } = await service.start());
    },
    stop: async () => {
      await service.stop();
      await mail.stop();
      await database.drop();
    },
  };
}

export const person = (id = newId('User')): Identity & { id: string } => ({
  id,
  tenantId: 'default',
  principal: { kind: 'user', id, sessionId: newId('Session') },
  permissions: [],
});

export const euros = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });
