import { createLogger, runService } from '@bazaar/kit';
import { readMailConfig } from './config.ts';
import { createMailService } from './service.ts';

const logger = createLogger({ name: 'mail' });
await runService(() => createMailService(readMailConfig(), logger), logger);
