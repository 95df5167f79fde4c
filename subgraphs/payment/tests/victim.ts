// A payment service in a process of its own, to be killed: it authorises the order that it is given on the command line.
import { paymentAuthorizeV1 } from '@bazaar/events';
import { createLogger } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const [orderId = '', paymentMethod = ''] = process.argv.slice(2);
const driver = createMemoryDriver();
const logger = createLogger({ name: 'victim', level: 'silent' });
await createService(toConfig(readEnv()), { driver, logger }).start();
const amount = { amountMinor: '2500', currency: 'EUR' };
const command = { orderId, customerId: 'usr_1', paymentMethod, amount, attempt: 1 };
await publishAs(driver, paymentAuthorizeV1, orderId, command);
