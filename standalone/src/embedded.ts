// The parts around the services that `npm start` and the tests bring along: a payment provider, a mail server,
// message delivery within the process.
import type { Logger, LogLevel } from '@bazaar/kit';
import { createMemoryDriver, type MessageDriver } from '@bazaar/messaging';
import { createPaymentSimulator } from '@bazaar/payment-simulator';
import { createMailService } from './mail/service.ts';
import type { Mail } from './mail/sink.ts';
import {
  createPlatform,
  serviceNames,
  type DatabaseService,
  type Platform,
  type ServiceName,
} from './platform.ts';
import { freePorts } from './ports.ts';

export type EmbeddedOptions = {
  databaseUrls: Readonly<Record<DatabaseService, string>>;
  logLevel: LogLevel;
  logger: (name: string) => Logger;
  /** Ports that must not be free ones, e.g. the gateway's. */
  ports?: Partial<Record<ServiceName | 'mail' | 'simulator', number>>;
  /** In-process delivery unless given. */
  driver?: MessageDriver;
  /** Where the simulated provider remembers its payments; nowhere unless given. */
  simulatorStateFile?: string;
  /** Environment of the services, on top of what is wired here. */
  env?: Readonly<Record<string, string>>;
};

export type Embedded = {
  platform: Platform;
  start(): Promise<void>;
  stop(): Promise<void>;
  mails(): readonly Mail[];
  ports: Readonly<Record<ServiceName | 'mail' | 'simulator', number>>;
  mailUrl: string;
  simulatorUrl: string;
};

// Known to everyone who reads this: the simulator moves no money.
const webhookSecret = 'whsec_bazaar_simulator';
const host = '127.0.0.1';

/** All services and their surroundings, wired together, on loopback ports. */
export async function createEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const names = [...serviceNames, 'mail', 'simulator', 'smtp'] as const;
  const ports = { ...(await freePorts(names)), ...options.ports };
  const memory = createMemoryDriver({ isHeld: true });
  const driver = options.driver ?? memory;
  const mail = createMailService(
    { host, smtpPort: ports.smtp, pagePort: ports.mail },
    options.logger('mail'),
  );
  const simulator = createPaymentSimulator(
    {
      host,
      port: ports.simulator,
      webhooks: [{ url: `http://${host}:${ports.payment}/webhooks/stripe`, secret: webhookSecret }],
      stateFile: options.simulatorStateFile,
    },
    options.logger('simulator'),
  );
  const platform = createPlatform({
    databaseUrls: options.databaseUrls,
    driver,
    ports,
    logLevel: options.logLevel,
    logger: options.logger,
    env: {
      SMTP_URL: `smtp://${host}:${ports.smtp}`,
      STRIPE_HOST: host,
      STRIPE_PORT: String(ports.simulator),
      STRIPE_PROTOCOL: 'http',
      STRIPE_SECRET_KEY: 'sk_test_bazaar',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      ...options.env,
    },
  });
  return {
    platform,
    ports,
    mails: () => mail.sink.list(),
    mailUrl: `http://localhost:${ports.mail}`,
    simulatorUrl: `http://localhost:${ports.simulator}`,
    start: async () => {
      await driver.connect();
      await Promise.all([mail.start(), simulator.start()]);
      await platform.start();
      // Now that everybody listens, what was published may count as heard.
      memory.release();
    },
    stop: async () => {
      await platform.stop();
      await Promise.all([mail.stop(), simulator.stop()]);
      await driver.close();
    },
  };
}
