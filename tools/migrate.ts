// `pnpm migrate`: Prisma's migrations without its native engine, which a closed network cannot download.
import { parseArgs } from 'node:util';
import { databaseNames, runTool, selectNames, ToolError } from './lib/workspace.ts';
import { deployMigrations } from './migrations/deploy.ts';
import { openEngine, type MigrationEngine } from './migrations/engine.ts';
import { writeMigration } from './migrations/folder.ts';
import { withDatabases } from './migrations/scratch.ts';

const usage = `Usage: pnpm migrate <command> <subgraph …|all>
  dev --name <what changed>  write the migration from the last ones to schema.prisma, and apply it
  diff                       print that SQL without writing it; exit code 2 when there is some
  deploy                     apply pending migrations (needs DATABASE_URL)
  status                     pending, edited and failed migrations, and drift (needs DATABASE_URL)
DATABASE_URL names the database; {subgraph} in it becomes the name. Without it, dev and diff use a database of their own.`;

await runTool(async () => {
  const { values, positionals } = parseArgs({
    options: { name: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [command = '', ...names] = positionals;
  const run = new Map([
    ['dev', dev],
    ['diff', diff],
    ['deploy', deploy],
    ['status', status],
  ]).get(command);
  if (values.help) return console.log(usage);
  if (!run || names.length === 0) throw new ToolError(usage);
  await withDatabases(async (urlOf) => {
    for (const service of selectNames(names, databaseNames()))
      await run({ service, databaseUrl: await urlOf(service), name: values.name });
  });
});

async function dev({ service, databaseUrl, name }: Job) {
  if (!name) throw new ToolError('Say what changes: pnpm migrate dev --name add-gift-notes <subgraph>');
  const sql = await withEngine({ service, databaseUrl }, (engine) => engine.diff());
  if (sql === null)
    return console.log(`${service}: schema.prisma and its migrations agree; nothing to write.`);
  console.log(`✓ ${writeMigration(service, name, sql)}`);
  for (const risk of risksOf(sql)) console.warn(`⚠ ${risk}`);
  await deployMigrations({ subgraph: service, databaseUrl, log: console.log });
}

async function diff({ service, databaseUrl }: Job) {
  const sql = await withEngine({ service, databaseUrl }, (engine) => engine.diff());
  if (sql === null) return console.log(`${service}: schema.prisma and its migrations agree.`);
  console.log(`-- ${service}\n${sql}`);
  process.exitCode = 2;
}

async function deploy({ service, databaseUrl }: Job) {
  needUrl();
  const applied = await deployMigrations({ subgraph: service, databaseUrl, log: console.log });
  console.log(`${service}: ${applied.length === 0 ? 'up to date' : `${applied.length} applied`}.`);
}

async function status({ service, databaseUrl }: Job) {
  needUrl();
  const state = await withEngine({ service, databaseUrl }, (engine) => engine.diagnose());
  const { history } = state;
  const problems = [
    ...state.editedMigrationNames.map((name) => `edited after it was applied: ${name}`),
    ...state.failedMigrationNames.map((name) => `failed: ${name}`),
    ...(history && 'unappliedMigrationNames' in history
      ? history.unappliedMigrationNames.map((name) => `pending: ${name}`)
      : []),
    ...(history && 'unpersistedMigrationNames' in history
      ? history.unpersistedMigrationNames.map((name) => `applied, but not in the folder: ${name}`)
      : []),
  ];
  console.log(`${service}: ${problems.length === 0 ? 'up to date.' : `\n  ${problems.join('\n  ')}`}`);
  if (problems.length > 0) process.exitCode = 2;
}

async function withEngine<T>(job: Job, work: (engine: MigrationEngine) => Promise<T>): Promise<T> {
  const engine = await openEngine(job.service, job.databaseUrl);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Statements that lose data, or fail on a table that has rows. */
function risksOf(sql: string): string[] {
  const isRisky = /\bDROP (TABLE|COLUMN|TYPE)\b|SET NOT NULL|ADD COLUMN(?!.*DEFAULT).*NOT NULL|SET DATA TYPE/;
  return sql
    .split('\n')
    .filter((line) => isRisky.test(line))
    .map((line) => `Think about rows that exist: ${line.trim()}`);
}

function needUrl(): void {
  if (!process.env.DATABASE_URL) throw new ToolError('Set DATABASE_URL to the database that is meant.');
}

type Job = { service: string; databaseUrl: string; name?: string | undefined };
