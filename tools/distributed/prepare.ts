// Databases with credentials of their own, their migrations, and the topics: what must exist before a service starts.
// As a program it prepares the servers that ADMIN_DATABASE_URL and KAFKA_BROKERS name.
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { nodeArgs, runCommand } from '../lib/command.ts';
import { databaseNames, root, runTool, ToolError } from '../lib/workspace.ts';
import { deployMigrations } from '../migrations/deploy.ts';

/** May be repeated. Returns the URL of each service's database, by subgraph. */
export async function prepare({ adminUrl, brokers, passwordOf }: PrepareOptions): Promise<DatabaseUrls> {
  const [urls] = await Promise.all([
    prepareDatabases(adminUrl, passwordOf ?? derivedPassword(adminUrl)),
    ensureTopics(brokers),
  ]);
  return urls;
}

async function prepareDatabases(adminUrl: string, passwordOf: PasswordOf): Promise<DatabaseUrls> {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  const urls: Record<string, string> = {};
  try {
    for (const name of databaseNames())
      urls[name] = await ensureDatabase(admin, name, passwordOf(name), adminUrl);
  } finally {
    await admin.end();
  }
  await Promise.all(
    Object.entries(urls).map(([subgraph, databaseUrl]) => deployMigrations({ subgraph, databaseUrl })),
  );
  return urls;
}

async function ensureDatabase(
  admin: pg.Client,
  subgraph: string,
  password: string,
  adminUrl: string,
): Promise<string> {
  const name = `bazaar_${subgraph}`.replaceAll('-', '_');
  const [role, secret] = [admin.escapeIdentifier(name), admin.escapeLiteral(password)];
  const { rowCount: hasRole } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  await admin.query(`${hasRole ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${secret}`);
  const { rowCount: hasDatabase } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (!hasDatabase) await admin.query(`CREATE DATABASE ${role} OWNER ${role}`);
  await admin.query(`REVOKE ALL ON DATABASE ${role} FROM PUBLIC`);
  const url = new URL(adminUrl);
  return Object.assign(url, { username: name, password, pathname: `/${name}` }).href;
}

/** Different for each service, the same at each start, and nothing to write down. */
function derivedPassword(adminUrl: string): PasswordOf {
  const secret = new URL(adminUrl).password;
  return (subgraph) => createHmac('sha256', secret).update(subgraph).digest('base64url');
}

async function ensureTopics(brokers: string): Promise<void> {
  const script = join(root, 'tools', 'topics.ts');
  const { code, output } = await runCommand(process.execPath, nodeArgs(script, '--brokers', brokers));
  if (code !== 0) throw new ToolError(output.trim());
}

if (import.meta.main) {
  await runTool(async () => {
    const { ADMIN_DATABASE_URL: adminUrl, KAFKA_BROKERS: brokers, ...env } = process.env;
    if (!adminUrl || !brokers) throw new ToolError('Set ADMIN_DATABASE_URL and KAFKA_BROKERS.');
    // A deployment names the passwords, because it hands them to the services as well.
    const passwordOf = (subgraph: string) => {
      const name = `${subgraph.toUpperCase()}_DATABASE_PASSWORD`;
      const password = env[name];
      if (!password) throw new ToolError(`Set ${name}.`);
      return password;
    };
    const urls = await prepare({ adminUrl, brokers, passwordOf });
    console.log(`Databases and topics are ready for ${Object.keys(urls).join(', ')}.`);
  });
}

type PasswordOf = (subgraph: string) => string;
type DatabaseUrls = Record<string, string>;
type PrepareOptions = {
  /** Of a role that may create roles and databases. */
  readonly adminUrl: string;
  /** Comma list of `host:port`. */
  readonly brokers: string;
  readonly passwordOf?: PasswordOf;
};
