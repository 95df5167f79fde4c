// `pnpm gateway --supergraph <file or url>`: serves any supergraph, with nothing else around it.
import { parseArgs } from 'node:util';
import { createLogger, runService, type Service } from '@bazaar/kit';
import { readStandaloneEnv, toConfig } from './config.ts';
import { createService } from './context.ts';
import { checkSupergraph } from './supergraph/check-supergraph.ts';
import { createSource, isUrl } from './supergraph/source.ts';

const usage = `Usage: pnpm gateway --supergraph <file|url> [--port 4001] [--host 127.0.0.1] [--introspection] [--subgraph name=url]...

  Serves a composed supergraph of Federation 1 or 2 at /graphql. Requests are not authenticated; the client's authorization
  header goes on to the subgraphs, and the errors of subgraphs go on to the client. A supergraph that changes is served
  without a restart, unless it does not hold: then the old one serves on. Subscriptions are not served.

  --supergraph     a file, or an address
  --poll           how often an address is asked again, in seconds (10); 0: it is read once
  --port, --host   where to listen; port 0 takes a free one
  --introspection  lets clients read the schema, and serves an explorer at /explorer
  --subgraph       where a subgraph is called, in place of the address in the supergraph

  Environment: <NAME>_URL for the address of a subgraph, EXECUTOR=stock for @apollo/gateway instead of our own, LOG_LEVEL,
  SUBGRAPH_TIMEOUT_MS, and the limits: DEPTH_MAX, ALIASES_MAX, ROOT_FIELDS_MAX, TOKENS_MAX, NODES_MAX, BODY_LIMIT_BYTES.`;

try {
  const flags = readFlags();
  if (flags.help) console.log(usage);
  else await serve(flags);
} catch (error) {
  fail(error);
}

function readFlags(): Flags {
  const values = parseFlags();
  if (!values.help && values.supergraph === undefined)
    throw new Error('Which supergraph? Say --supergraph <file|url>; --help tells more.');
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port takes a number up to 65535, not ${values.port}.`);
  if (!/^\d{1,5}$/.test(values.poll) || Number(values.poll) > 86_400)
    throw new Error(`--poll takes a number of seconds up to 86400, not ${values.poll}.`);
  return { ...values, supergraph: values.supergraph ?? '' };
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        supergraph: { type: 'string' },
        poll: { type: 'string', default: '10' },
        port: { type: 'string', default: '4001' },
        host: { type: 'string' },
        introspection: { type: 'boolean', default: false },
        subgraph: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\.$/, '')}; --help tells more.`, { cause: error });
  }
}

async function serve({ supergraph, poll, port, host, introspection, subgraph }: Flags): Promise<void> {
  const named = Object.fromEntries(subgraph.map(toEntry));
  const env = readStandaloneEnv({
    PORT: port,
    HOST: host,
    INTROSPECTION: String(introspection),
    SUPERGRAPH_PATH: supergraph,
    SUPERGRAPH_POLL_MS: String(Number(poll) * 1_000),
  });
  const source = createSource(env.SUPERGRAPH_PATH, env.SUPERGRAPH_POLL_MS);
  checkSupergraph(supergraph, await source.read(), named, env.subgraphUrls);
  const config = {
    ...toConfig(env),
    subgraphUrls: { ...env.subgraphUrls, ...named },
    forwardedHeaders: ['authorization'],
    showsSubgraphErrors: true,
  };
  const logger = createLogger({ name: 'gateway', level: config.logLevel });
  const service = createService(config, { logger, source });
  await runService(() => inOneSentence(service), logger);
}

// What keeps the gateway from starting is the user's to mend: a sentence, not a stack.
function inOneSentence(service: Service): Service {
  return { ...service, start: () => service.start().catch(fail) };
}

function fail(error: unknown): never {
  console.error(sentenceOf(error));
  process.exit(1);
}

// Which component did not start tells nobody anything here; why it did not, does.
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} of ${address} is taken; say another with --port.`;
  return error.message.includes(' did not start: ') ? sentenceOf(error.cause) : error.message;
}

function toEntry(argument: string): [string, string] {
  const [name, ...url] = argument.split('=');
  if (!name || !isUrl(url.join('='))) throw new Error(`--subgraph takes name=url, not ${argument}.`);
  return [name, url.join('=')];
}

interface Flags {
  readonly supergraph: string;
  readonly poll: string;
  readonly port: string;
  readonly host?: string | undefined;
  readonly introspection: boolean;
  readonly subgraph: readonly string[];
  readonly help: boolean;
}
