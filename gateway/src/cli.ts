// `pnpm gateway --supergraph <file or url>`: serves any supergraph, with nothing else around it.
import { parseArgs } from 'node:util';
import { createLogger, runService } from '@bazaar/kit';
import { readEnv, toConfig } from './config.ts';
import { createService } from './context.ts';

const usage = `Usage: pnpm gateway --supergraph <file|url> [--port 4001] [--introspection] [--subgraph name=url]...

  Serves a composed supergraph at /graphql. Requests are not authenticated; the client's authorization header goes on to
  the subgraphs. A file that changes is served without a restart.`;

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    port: { type: 'string', default: '4001' },
    introspection: { type: 'boolean', default: false },
    subgraph: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || values.supergraph === undefined) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  await serve(values.supergraph);
}

async function serve(supergraph: string): Promise<void> {
  const isUrl = /^https?:\/\//.test(supergraph);
  const env = readEnv({
    PORT: values.port,
    INTROSPECTION: String(values.introspection),
    ...(!isUrl && { SUPERGRAPH_PATH: supergraph }),
  });
  const config = {
    ...toConfig(env),
    subgraphUrls: Object.fromEntries(values.subgraph.map(toEntry)),
    forwardedHeaders: ['authorization'],
  };
  const logger = createLogger({ name: 'gateway', level: config.logLevel });
  const supergraphSdl = isUrl ? await download(supergraph) : undefined;
  await runService(() => createService(config, { logger, supergraphSdl }), logger);
}

function toEntry(argument: string): [string, string] {
  const [name, ...url] = argument.split('=');
  if (!name || url.length === 0) throw new Error(`--subgraph takes name=url, not ${argument}`);
  return [name, url.join('=')];
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}
