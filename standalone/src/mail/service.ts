import type { Logger, Service } from '@bazaar/kit';
import type { MailConfig } from './config.ts';
import { createMailPage } from './page.ts';
import { createMailSink, type MailSink } from './sink.ts';

export type MailService = Service & {
  sink: MailSink;
  /** `smtp://127.0.0.1:4025` once started. */
  smtpUrl(): string;
};

/** The SMTP sink and its page. */
export function createMailService(config: MailConfig, logger: Logger): MailService {
  const sink = createMailSink({ ...config, port: config.smtpPort });
  const page = createMailPage(sink, { host: config.host, port: config.pagePort, logger });
  let port = config.smtpPort;
  return {
    name: 'mail',
    sink,
    smtpUrl: () => `smtp://${config.host}:${port}`,
    start: async () => {
      ({ port } = await sink.start());
      await page.start();
      return { url: page.url() };
    },
    stop: async () => {
      await page.stop();
      await sink.stop();
    },
  };
}
