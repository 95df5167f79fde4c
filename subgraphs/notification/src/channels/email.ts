// Ways out of the platform. What is said stands in `domain/templates.ts`.
import { createTransport } from 'nodemailer';

export type EmailMessage = { messageId: string; to: string; subject: string; text: string; html: string };
export type EmailResult = { outcome: 'sent' } | { outcome: 'refused'; reason: string };

export type Mailer = {
  /** Rejects when trying again may help; a refusal for good is an answer. */
  send(message: EmailMessage): Promise<EmailResult>;
  close(): void;
};

/** Well below the lease of a job, so that a job that looks abandoned is. */
const timeoutMs = 10_000;

export function createMailer(config: { smtpUrl: string; mailFrom: string }): Mailer {
  const transport = createTransport({
    url: config.smtpUrl,
    pool: true,
    maxConnections: 4,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A mail can neither name files of ours nor make us call addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ messageId, to, subject, text, html }) => {
      try {
        await transport.sendMail({
          from: config.mailFrom,
          to,
          subject,
          text,
          html,
          messageId,
          headers: { 'auto-submitted': 'auto-generated' },
        });
        return { outcome: 'sent' };
      } catch (error) {
        const { responseCode } = error as { responseCode?: number };
        if (responseCode !== undefined && responseCode >= 500) {
          return { outcome: 'refused', reason: `SMTP ${responseCode}` };
        }
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
