// `pnpm dlq`: what the services could not handle, and the order to try again. Works on one service's database.
import { parseArgs } from 'node:util';
import { createDeadLetters, type DeadLetterDetail, type DeadLetters } from '@bazaar/messaging';
import pg from 'pg';
import { runTool, ToolError } from './lib/workspace.ts';

const usage = `Usage: pnpm dlq <command> --service <name> [--database-url <url>] [--consumer <group>] [--key <key>] [--json]
  list            the open dead letters, oldest first
  show <id>       one of them with its headers and value
  replay <id>     asks its consumer to handle it again, with everything that is parked under its key
  replay --all    the same for all that the filters leave
  The database defaults to <SERVICE>_DATABASE_URL, e.g. ORDER_DATABASE_URL. The running service does the replay.`;

const options = {
  service: { type: 'string' },
  'database-url': { type: 'string' },
  consumer: { type: 'string' },
  key: { type: 'string' },
  all: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

await runTool(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, id] = positionals;
  if (values.help || command === undefined) return console.log(usage);
  const pool = new pg.Pool({ connectionString: databaseUrl(values), max: 1 });
  try {
    await run(createDeadLetters(pool), command, id, values);
  } finally {
    await pool.end();
  }
});

async function run(
  letters: DeadLetters,
  command: string,
  id: string | undefined,
  flags: Flags,
): Promise<void> {
  const filter = { consumer: flags.consumer, key: flags.key };
  switch (command) {
    case 'list':
      return printList(await letters.list(filter), flags);
    case 'show': {
      const letter = await letters.show(idFrom(id));
      if (!letter) throw new ToolError(`There is no dead letter ${id}.`);
      return console.log(JSON.stringify(letter, null, 2));
    }
    case 'replay': {
      const count = flags.all ? await letters.replayAll(filter) : await letters.replay(idFrom(id));
      return console.log(count === 0 ? 'Nothing to replay.' : `Asked for the replay of ${count}.`);
    }
    default:
      throw new ToolError(`Unknown command "${command}".\n${usage}`);
  }
}

function printList(letters: readonly DeadLetterDetail[], flags: Flags): void {
  if (flags.json) return console.log(JSON.stringify(letters, null, 2));
  if (letters.length === 0) return console.log('No open dead letters.');
  console.table(
    letters.map(({ id, consumer, reason, type, key, errorCode, attempts, createdAt }) => ({
      id,
      consumer,
      reason,
      type,
      key,
      errorCode,
      attempts,
      since: createdAt.toISOString(),
    })),
  );
}

function idFrom(id: string | undefined): string {
  if (id === undefined || !/^\d+$/.test(id)) throw new ToolError(`An id is a number.\n${usage}`);
  return id;
}

function databaseUrl(flags: Flags): string {
  const variable = flags.service && `${flags.service.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
  const url = flags['database-url'] ?? (variable && process.env[variable]);
  if (!url)
    throw new ToolError(
      `Say which database: --database-url, or --service with ${variable ?? '<SERVICE>_DATABASE_URL'} set.`,
    );
  return url;
}

type Flags = {
  service?: string;
  'database-url'?: string;
  consumer?: string;
  key?: string;
  all?: boolean;
  json?: boolean;
};
