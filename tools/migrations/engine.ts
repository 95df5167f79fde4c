// Prisma's schema engine as WebAssembly: what plain SQL cannot answer (differences, data loss, drift).
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { ToolError } from '../lib/workspace.ts';
import { readSchema, toMigrationList } from './folder.ts';

// The engine hands its last words to this global before it dies; without it they are lost in a TypeError.
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message(words: string) {
      throw new ToolError(`The schema engine gave up: ${words}`);
    },
  },
});

const filters = { externalTables: [], externalEnums: [] };

/** Answers about one service's schema. `databaseUrl` needs the right to create databases: the engine replays migrations in one. */
export async function openEngine(service: string, databaseUrl: string): Promise<MigrationEngine> {
  const adapter = new MigrationAdapter(toPoolConfig(databaseUrl));
  const schema = readSchema(service);
  const datamodels = schema.files.map(({ path, content }): [string, string] => [path, content]);
  const engine = await explain(
    service,
    SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter)),
  );
  const migrationsList = () => toMigrationList(service);
  return {
    /** SQL from the migrations to the schema; null when they agree. */
    async diff() {
      const from = { tag: 'migrations' as const, ...migrationsList() };
      const to = { tag: 'schemaDatamodel' as const, ...schema };
      const result = await explain(service, engine.diff({ from, to, script: true, exitCode: true, filters }));
      return result.exitCode === 2 ? result.stdout : null;
    },
    async diagnose() {
      const input = { migrationsList: migrationsList(), optInToShadowDatabase: true, filters };
      return explain(service, engine.diagnoseMigrationHistory(input));
    },
    async close() {
      engine.free();
      await adapter.close();
    },
  };
}

/** Prisma's adapter, without the faults that only migrations meet. */
class MigrationAdapter extends PrismaPg {
  readonly #pools: pg.Pool[] = [];

  override connect = async () => {
    const adapter = repair(await super.connect());
    this.#pools.push(adapter.underlyingDriver());
    return adapter;
  };

  /** Its own way to end drops the database while its connections are still open, which PostgreSQL refuses. */
  override connectToShadowDb = async () => {
    const adapter = repair(await super.connectToShadowDb());
    const pool = adapter.underlyingDriver();
    adapter.dispose = async () => {
      await pool.end();
      await this.#pools[0]?.query(`drop database if exists "${pool.options.database}"`);
    };
    return adapter;
  };

  async close(): Promise<void> {
    await Promise.all(this.#pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
  }
}

function repair(adapter: Adapter): Adapter {
  // It cuts scripts at every semicolon, also within comments and functions; PostgreSQL takes them whole.
  adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script));
  // It refuses PostgreSQL's internal type "char", of which the catalogue has many: let them pass as text,
  // and give the engine the type that it expects.
  const chars = passCharsAsText(adapter.underlyingDriver());
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnNames.map((name, index) =>
      chars.has(name) ? ColumnTypeEnum.Character : (result.columnTypes[index] ?? ColumnTypeEnum.Text),
    );
    return { ...result, columnTypes };
  };
  return adapter;
}

/** Returns the names of the columns that were relabelled, growing with each query. */
function passCharsAsText(pool: pg.Pool): Set<string> {
  const oids: Record<'CHAR' | 'TEXT', number> = pg.types.builtins;
  const columns = new Set<string>();
  pool.query = new Proxy(pool.query.bind(pool), {
    async apply(query, self, args: unknown[]) {
      const result = (await Reflect.apply(query, self, args)) as pg.QueryResult;
      for (const field of (result.fields ?? []).filter((candidate) => candidate.dataTypeID === oids.CHAR)) {
        columns.add(field.name);
        field.dataTypeID = oids.TEXT;
      }
      return result;
    },
  });
  return columns;
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** In parts: with a connection string, the adapter's shadow database would be the database itself. */
function toPoolConfig(databaseUrl: string): pg.PoolConfig {
  const url = new URL(databaseUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
}

async function explain<T>(service: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const reason = error instanceof Error ? error.message : JSON.stringify(error);
    throw new ToolError(`prisma/${service}: ${reason}`, { cause: error });
  }
}

export type MigrationEngine = {
  diff(): Promise<string | null>;
  diagnose(): ReturnType<SchemaEngine['diagnoseMigrationHistory']>;
  close(): Promise<void>;
};
