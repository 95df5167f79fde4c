// The services of a checkout as their `context.ts` puts them together, on a process that can die. Real: repositories,
// use cases, handlers, consumers, inbox, relay. Left out: HTTP, GraphQL, and every loop that runs by a timer.
import {
  createCursorCodec,
  createLogger,
  developmentMessageKeys,
  type Component,
  type Logger,
  type MessagingConfig,
} from '@bazaar/kit';
import { createMessaging, type MessagingOptions } from '@bazaar/messaging';
import type { App as InventoryApp } from '../../subgraphs/inventory/src/context.ts';
import { createDatabase as createInventoryDatabase } from '../../subgraphs/inventory/src/data/database.ts';
import * as inventoryEvents from '../../subgraphs/inventory/src/events/index.ts';
import { createMailer } from '../../subgraphs/notification/src/channels/email.ts';
import type { App as NotificationApp } from '../../subgraphs/notification/src/context.ts';
import { createDatabase as createNotificationDatabase } from '../../subgraphs/notification/src/data/database.ts';
import * as notificationEvents from '../../subgraphs/notification/src/events/index.ts';
import { sendEmail } from '../../subgraphs/notification/src/usecases/send-email.ts';
import type { App as OrderApp } from '../../subgraphs/order/src/context.ts';
import { createDatabase as createOrderDatabase } from '../../subgraphs/order/src/data/database.ts';
import { defaultPolicy } from '../../subgraphs/order/src/domain/checkout-steps.ts';
import * as orderEvents from '../../subgraphs/order/src/events/index.ts';
import type { App as PaymentApp } from '../../subgraphs/payment/src/context.ts';
import { createDatabase as createPaymentDatabase } from '../../subgraphs/payment/src/data/database.ts';
import type { Jobs } from '../../subgraphs/payment/src/data/job-queue.ts';
import * as paymentEvents from '../../subgraphs/payment/src/events/index.ts';
import { processWebhook } from '../../subgraphs/payment/src/usecases/process-webhook.ts';
import { runAttempt } from '../../subgraphs/payment/src/usecases/run-attempt.ts';
import { createSettled } from '../../subgraphs/payment/src/usecases/settled.ts';
import type { Broker } from './broker.ts';
import type { ServiceName } from './databases.ts';
import type { SimulatedProcess } from './process.ts';
import { createRelayGate, type RelayGate } from './relay-gate.ts';

export const builders = { order, inventory, payment, notification };

function order(parts: Parts) {
  const db = createOrderDatabase(databaseOf(parts));
  const base = connect('order', parts, db);
  const app: OrderApp = { ...base.app, db, cursors, currency: 'EUR', sagaPolicy: defaultPolicy };
  const saga = base.consumer({
    group: 'order.saga',
    handlers: orderEvents.sagaHandlers(app),
  });
  const readModels = base.consumer({
    group: 'order.read-models',
    handlers: orderEvents.readModelHandlers,
  });
  return { ...base, app, consumers: [saga, readModels], jobs: {} };
}

function inventory(parts: Parts) {
  const db = createInventoryDatabase(databaseOf(parts));
  const base = connect('inventory', parts, db);
  const app: InventoryApp = { ...base.app, db, cursors };
  const saga = base.consumer({
    group: 'inventory.saga',
    handlers: inventoryEvents.sagaHandlers(app),
  });
  const catalogue = base.consumer({
    group: 'inventory.catalogue',
    handlers: inventoryEvents.catalogueHandlers,
  });
  return { ...base, app, consumers: [saga, catalogue], jobs: {} };
}

function payment(parts: Parts) {
  const db = createPaymentDatabase(databaseOf(parts));
  const base = connect('payment', parts, db);
  const app: PaymentApp = {
    ...base.app,
    db,
    providers: parts.providersFor(parts.process),
    settled: createSettled(),
    checkDelaysMs: [10_000, 60_000, 300_000, 1_800_000],
  };
  const handlers = paymentEvents.handlers(app.now);
  const saga = base.consumer({ group: 'payment.saga', handlers });
  const jobs: JobTasks = {
    'run-attempt': (job) => runAttempt(app, job as Jobs['run-attempt']),
    'process-webhook': (job) => processWebhook(app, job as Jobs['process-webhook']),
  };
  return { ...base, app, consumers: [saga], jobs };
}

function notification(parts: Parts) {
  const db = createNotificationDatabase(databaseOf(parts));
  const base = connect('notification', parts, db);
  const mailer = createMailer({ smtpUrl: parts.smtpUrl, mailFrom: 'shop@bazaar.example' });
  const send: typeof mailer.send = (mail) => parts.process.call(() => mailer.send(mail));
  const app: NotificationApp = { ...base.app, db, cursors, mailer: { ...mailer, send } };
  const handlers = notificationEvents.handlers(app);
  const workflows = base.consumer({ group: 'notification.workflows', ordering: 'none', handlers });
  const jobs: JobTasks = {
    send_email: (job) => sendEmail(app, (job as { notificationId: string }).notificationId),
  };
  return { ...base, app, consumers: [workflows], jobs };
}

/** What all of them have: a relay that is led by the hand, and consumers of the simulated broker. */
function connect<Tx>(name: ServiceName, { process, broker, logger }: Parts, db: DatabaseOf<Tx>) {
  process.watchPool(db.pool);
  const gate = createRelayGate();
  const driver = broker.driverOf(process, gate.publishing);
  const messaging = createMessaging<Tx>({ name, config: messagingConfig, db, logger, driver });
  const relay = messaging.components.find((component) => component.name === 'relay')!;
  return {
    ...{ process, gate, relay, nudge: () => messaging.nudge() },
    app: { logger, nudge: () => undefined, now: () => new Date() },
    consumer: (options: Parameters<typeof messaging.consumer>[0]) => messaging.consumer(options),
  };
}

export async function startInstance({ relay, consumers }: Instance): Promise<void> {
  for (const component of [relay, ...consumers]) await component.start?.();
}

const messagingConfig: MessagingConfig = {
  kafkaBrokers: [],
  messageKeys: developmentMessageKeys,
  messagingRetentionDays: { outbox: 2, inbox: 14, idempotency: 7, replayedDeadLetter: 30 },
};
const databaseOf = ({ databaseUrl }: Parts) => ({ databaseUrl, databaseConnectionsMax: 4 });
const cursors = createCursorCodec('cursor-secret-of-the-simulation-0123');

export const createSimulationLogger = (name: string, isLoud: boolean): Logger =>
  createLogger({ name, level: isLoud ? 'info' : 'silent' });

type DatabaseOf<Tx> = MessagingOptions<Tx>['db'];
type JobTasks = Readonly<Record<string, (payload: object) => Promise<void>>>;

export type Parts = {
  readonly process: SimulatedProcess;
  readonly databaseUrl: string;
  readonly broker: Broker;
  readonly logger: Logger;
  readonly smtpUrl: string;
  readonly providersFor: (process: SimulatedProcess) => PaymentApp['providers'];
};

/** A running process of a service. */
export type Instance = {
  readonly process: SimulatedProcess;
  readonly relay: Component;
  /** Rings the relay's bell. */
  readonly nudge: () => void;
  readonly gate: RelayGate;
  readonly consumers: readonly Component[];
  readonly jobs: JobTasks;
};

export type Instances = { [Name in ServiceName]?: ReturnType<(typeof builders)[Name]> };
