// A real Kafka broker from Maven Central's jars, on the machine's Java.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka as KafkaClient, logLevel } from 'kafkajs';
import { stateFolder, ToolError } from '../lib/workspace.ts';
import { startChild } from './child.ts';
import { freePort } from './ports.ts';
import { isInstalled } from './which.ts';

const run = promisify(execFile);
const jars = join(stateFolder, 'kafka', 'libs-4.3.1');

/** Why Kafka cannot be started here; null when it can. */
export function kafkaMissing(): string | null {
  if (!isInstalled('java')) return 'java (17 or newer) is not on PATH';
  if (!existsSync(jars) && !isInstalled('mvn')) return 'mvn, which fetches the broker, is not on PATH';
  return null;
}

/** Starts one broker with its log in `dataFolder`; started again on the same folder and port, it goes on. */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const missing = kafkaMissing();
  if (missing) throw new ToolError(`Kafka cannot start: ${missing}.`);
  await fetchJars();
  const port = options.port ?? (await freePort());
  const config = await writeConfig(options.dataFolder, port);
  if (!existsSync(join(options.dataFolder, 'log', 'meta.properties'))) await format(config);
  const child = startChild({
    name: 'Kafka',
    command: 'java',
    args: [
      '-Xms64m',
      '-Xmx256m',
      // A broker that goes on without the thread that ran out of memory loses its groups in silence.
      '-XX:+ExitOnOutOfMemoryError',
      ...quick,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      `${jars}/*`,
      'kafka.Kafka',
      config,
    ],
    logFile: options.logFile,
    stopSignal: 'TERM',
  });
  await child.waitUntil(() => answersMetadata(port), 60_000);
  return {
    port,
    pid: child.pid,
    brokers: `127.0.0.1:${port}`,
    stop: () => child.stop(20_000),
    kill: () => child.kill(),
  };
}

/** A short-lived or small JVM: no second compiler, no parallel collector. */
const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Once per checkout; a half-made folder never gets the final name. */
async function fetchJars(): Promise<void> {
  if (existsSync(jars)) return;
  const draft = `${jars}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const pom = join(import.meta.dirname, 'kafka', 'pom.xml');
    // The build folder of Maven would appear beside the pom.
    await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`], {
      cwd: draft,
    });
    if (readdirSync(draft).length === 0) throw new Error('Maven copied nothing');
    if (!existsSync(jars)) renameSync(draft, jars);
  } catch (error) {
    throw new ToolError(
      `Kafka could not be fetched with Maven: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function format(config: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const storage = [
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '--standalone',
    `--cluster-id=${clusterId}`,
    '-c',
    config,
  ];
  await run('java', [...quick, '-cp', `${jars}/*`, ...storage]);
}

async function writeConfig(dataFolder: string, port: number): Promise<string> {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'server.properties');
  const settings = { ...brokerSettings(port, await freePort()), 'log.dirs': join(dataFolder, 'log') };
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  return file;
}

/** One node that is broker and controller. A crashed one is taken back after two seconds instead of nine. */
function brokerSettings(port: number, controllerPort: number): Record<string, string> {
  const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    listeners,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'num.partitions': '3',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    // Half of the heap by default; after a crash, recovery had too little left.
    'log.cleaner.dedupe.buffer.size': String(4 * 1024 * 1024),
  };
}

async function answersMetadata(port: number): Promise<boolean> {
  const client = new KafkaClient({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

export type KafkaOptions = {
  readonly dataFolder: string;
  readonly logFile: string;
  /** A free one by default. */
  readonly port?: number;
};

export type Kafka = {
  readonly port: number;
  readonly pid: number;
  /** For `KAFKA_BROKERS`. */
  readonly brokers: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
};
