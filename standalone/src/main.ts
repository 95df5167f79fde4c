// `npm start`: the whole platform in one process. Says what it does while it does it, and drains on Ctrl-C.
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createLogger } from '@bazaar/kit';
import { readStandaloneConfig, type StandaloneConfig } from './config.ts';
import { openDatabases } from './databases.ts';
import { createEmbedded, type Embedded } from './embedded.ts';
import { acquireInstanceLock } from './instance-lock.ts';
import { migrateAll } from './migrate-all.ts';
import { help, parseOptions, type Options } from './options.ts';
import { ensurePartner, type Partner } from './partner.ts';
import { defaultDataFolder, stateFile } from './paths.ts';
import { assertPortFree } from './ports.ts';
import { createProgress } from './progress.ts';
import { readyScreen } from './screen.ts';
import { seedShop, untilAnnounced } from './seed.ts';
import { removeState, writeState } from './state-file.ts';

const stack = new AsyncDisposableStack();
let isStopping = false;
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.isHelp) console.log(help);
  else await run(options, readStandaloneConfig());
} catch (error) {
  // Whatever fails while everything is being closed fails because of that.
  if (!isStopping) {
    console.error(isForUser(error) ? error.message : error);
    await stack.disposeAsync();
    process.exit(1);
  }
}

async function run(options: Options, config: StandaloneConfig): Promise<void> {
  const write = options.isQuiet ? () => undefined : console.log;
  const dataFolder = options.dataFolder ?? defaultDataFolder();
  const lock = acquireInstanceLock(`${dataFolder}.lock`);
  stack.defer(() => lock.release());
  await assertPortFree(config.port);
  stopOnSignals(write);
  if (options.isFresh) rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });

  const progress = createProgress(write);
  const databases = await progress('starting PostgreSQL', () =>
    openDatabases(join(dataFolder, 'postgres'), join(dataFolder, 'postgres.log')),
  );
  stack.defer(() => databases.stop());
  await progress('migrating the databases', () => migrateAll(databases.urls));
  const partner = ensurePartner(dataFolder);
  const embedded = await createEmbedded({
    databaseUrls: databases.urls,
    logLevel: config.logLevel,
    logger: (name) => createLogger({ name, level: config.logLevel }),
    ports: { gateway: config.port },
    simulatorStateFile: join(dataFolder, 'payment-provider.jsonl'),
    env: { PARTNERS_PATH: partner.partnersFile, NODE_ENV: 'development' },
  });
  stack.defer(() => embedded.stop());
  await progress('starting the services', () => embedded.start());
  await progress('seeding the shop', (say) =>
    seedShop(embedded.platform.seedable(), { size: options.size, say }),
  );
  await progress('telling every service of it', (say) => untilAnnounced(embedded.platform.seedable(), say));
  announce(embedded, partner, write);
}

function announce(embedded: Embedded, partner: Partner, write: (line: string) => void): void {
  const gatewayUrl = `http://localhost:${embedded.ports.gateway}`;
  const state = {
    pid: process.pid,
    gatewayUrl,
    graphqlUrl: `${gatewayUrl}/graphql`,
    mailUrl: embedded.mailUrl,
    simulatorUrl: embedded.simulatorUrl,
    partnerKey: partner.key,
    partnerManifest: relative(process.cwd(), partner.manifest),
  };
  writeState(stateFile(), state);
  stack.defer(() => removeState(stateFile()));
  write(readyScreen(state));
  console.log(`ready ${state.graphqlUrl}`);
}

/** 1. The first signal drains. 2. Repeats within it change nothing: npm and the terminal both send one. */
function stopOnSignals(write: (line: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      write('\nDraining …');
      const bound = setTimeout(() => process.exit(1), 30_000);
      bound.unref();
      void stack.disposeAsync().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

/** What its reader can mend: a sentence, no stack. */
function isForUser(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    ['StartProblem', 'ToolError', 'ConfigError'].includes(error.name) ||
    (code?.startsWith('ERR_PARSE_ARGS') ?? false)
  );
}
