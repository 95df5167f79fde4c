import { createLogger, runService } from '@bazaar/kit';
import { readEnv, toConfig } from './config.ts';
import { createPaymentSimulator } from './simulator.ts';

const config = toConfig(readEnv());
const logger = createLogger({ name: 'payment-simulator', level: config.logLevel });
await runService(() => createPaymentSimulator(config, logger), logger);
