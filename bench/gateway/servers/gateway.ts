// Our own gateway as it is served to users, told to forward the header by which requests differ. Like its peers it writes
// no line per request here.
import { flushCompileCache } from 'node:module';
import { createService } from '@bazaar/gateway';
import { readEnv, toConfig } from '@bazaar/gateway/config';

const [, , supergraph, fastPath, shareQueries] = process.argv;
const secret = 'a secret for measurements, of no use elsewhere';
const env = readEnv({
  ...{ NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' },
  ...{ IDENTITY_SECRET: secret, CURSOR_SECRET: secret, SUPERGRAPH_PATH: supergraph },
  ...{ FAST_PATH: fastPath, SHARE_QUERIES: shareQueries },
});
const { url } = await createService({ ...toConfig(env), forwardedHeaders: ['authorization'] }).start();
process.once('SIGINT', () => process.exit());
// As every service does when it is ready (`runService`).
flushCompileCache();
console.log(`ready ${new URL(url).port}`);
