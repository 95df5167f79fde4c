import { createLogger, runService } from '@bazaar/kit';
import { readEnv, toConfig } from './config.ts';
import { createService } from './context.ts';

const config = toConfig(readEnv());
const logger = createLogger({ name: 'sample-thing', level: config.logLevel });
await runService(() => createService(config, { logger }), logger);
