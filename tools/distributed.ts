// `pnpm distributed`: the platform as it is deployed, as processes of this machine.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseShopSize, type ShopSize } from '../standalone/src/shop-size.ts';
import { demoPassword, shopperEmail, staffEmail } from '../standalone/src/demo-accounts.ts';
import { clusterMissing } from './distributed/cluster.ts';
import { clusterFolder, readState, type ClusterState } from './distributed/state.ts';
import { assertPortsFree } from './distributed/ports.ts';
import { isReady } from './distributed/member.ts';
import { localUrl, readyPathOf } from './distributed/topology.ts';
import { nodeArgs } from './lib/command.ts';
import { runTool, ToolError } from './lib/workspace.ts';

const usage = `Usage: pnpm distributed <command>
  up [--fresh] [--size small|medium|large]
                 PostgreSQL, Kafka, Redis, a simulated payment provider, a mail server, every service as a process
                 of its own, and two gateways; they stay in the background. --fresh throws the data away first;
                 --size says how many products the shop has: 200 (the default), 2,000 or 20,000.
  status         what runs, where, and whether it is ready
  logs <name>    the last lines of the log of one of them
  down           stops everything in good order; data stays
Needs java (17 or newer), mvn for the first start, and redis-server.`;

const readyTimeoutMs = 5 * 60_000;
const logLines = 100;

await runTool(async () => {
  const { values, positionals, size } = parseArguments();
  const [command, name] = positionals;
  if (values.help || command === undefined) return console.log(usage);
  if (command === 'up') return up(values.fresh ?? false, size);
  if (command === 'status') return status();
  if (command === 'logs') return logs(name);
  if (command === 'down') return down();
  throw new ToolError(`There is no command "${command}".\n${usage}`);
});

function parseArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
        fresh: { type: 'boolean' },
        size: { type: 'string', default: 'small' },
        help: { type: 'boolean' },
      },
    });
    return { ...parsed, size: parseShopSize(parsed.values.size) };
  } catch (error) {
    throw new ToolError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, {
      cause: error,
    });
  }
}

async function up(isFresh: boolean, size: ShopSize): Promise<void> {
  const running = readState();
  if (running) throw new ToolError(`It runs already (process ${running.pid}); see: pnpm distributed status`);
  const missing = clusterMissing();
  if (missing) throw new ToolError(`The distributed set-up cannot start: ${missing}.`);
  await assertPortsFree();
  if (isFresh) rmSync(clusterFolder, { recursive: true, force: true });
  mkdirSync(clusterFolder, { recursive: true });
  const logFile = join(clusterFolder, 'up.log');
  const log = openSync(logFile, 'w');
  const supervisor = spawn(
    process.execPath,
    nodeArgs(join(import.meta.dirname, 'distributed', 'supervise.ts')),
    { detached: true, stdio: ['ignore', log, log], env: { ...process.env, SEED_SIZE: size } },
  );
  closeSync(log);
  supervisor.unref();
  await followUntilReady(logFile, () => supervisor.exitCode !== null || supervisor.signalCode !== null);
}

async function followUntilReady(logFile: string, hasEnded: () => boolean): Promise<void> {
  let shown = 0;
  for (const deadline = Date.now() + readyTimeoutMs; ; await delay(200)) {
    const isOver = hasEnded();
    const text = readFileSync(logFile, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
    if (isOver) throw new ToolError('It did not start; the reason stands above.');
    const state = readState();
    if (state?.phase === 'ready') return console.log(summary(state));
    if (Date.now() > deadline) throw new ToolError(`It is not ready yet; its log: ${logFile}`);
  }
}

async function status(): Promise<void> {
  const state = readState();
  if (!state) return console.log('Nothing runs. Start it with: pnpm distributed up');
  console.log(`${state.phase}, kept by process ${state.pid}`);
  const lines = state.members.map(async ({ name, port, pid }) => {
    const condition = pid === undefined ? 'down' : await conditionOf(name, port);
    return `  ${name.padEnd(14)} ${String(port ?? '').padEnd(6)} pid ${String(pid ?? '–').padEnd(8)} ${condition}`;
  });
  console.log((await Promise.all(lines)).join('\n'));
  if (state.phase === 'ready') console.log(summary(state));
}

async function conditionOf(name: string, port = 0): Promise<string> {
  if (['postgres', 'kafka', 'redis'].includes(name)) return 'up';
  return (await isReady(`${localUrl(port)}${readyPathOf(name)}`)) ? 'ready' : 'not ready';
}

function logs(name: string | undefined): void {
  const file = join(clusterFolder, `${name ?? 'up'}.log`);
  if (!existsSync(file)) throw new ToolError(`There is no log of "${name}"; names: pnpm distributed status`);
  console.log(readFileSync(file, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n'));
  console.log(`(${file})`);
}

async function down(): Promise<void> {
  const state = readState();
  if (!state) return console.log('Nothing runs.');
  process.kill(state.pid, 'SIGTERM');
  for (const deadline = Date.now() + 60_000; readState(); await delay(200))
    if (Date.now() > deadline) throw new ToolError(`Process ${state.pid} does not end.`);
  console.log('Stopped. The data stays in .bazaar/distributed.');
}

/** What someone wants to know who is going to use it. */
function summary({ graphqlUrls, mailUrl, simulatorUrl, partnerKey }: ClusterState): string {
  return `
  GraphQL        ${graphqlUrls.join(' and ')}   (two gateways; either will do)
  Explorer       ${graphqlUrls[0]?.replace('/graphql', '/explorer')}
  Mails          ${mailUrl}
  Payments       ${simulatorUrl}   (simulated provider)

  Shopper        ${shopperEmail} / ${demoPassword}
  Staff          ${staffEmail} / ${demoPassword}
  Partner key    ${partnerKey}   (header x-api-key; may run its manifest only)
`;
}
