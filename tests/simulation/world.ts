// Everything that one run consists of, and the few things that can be done to it. Who decides what is done is not
// known here.
import { createMailSink, type MailSink } from '@bazaar/standalone/mail-sink';
import { createBroker, type Broker } from './broker.ts';
import { serviceNames, type Databases, type DatabaseStatus, type ServiceName } from './databases.ts';
import { createNames, type Names } from './names.ts';
import { createSimulatedProcess, type CrashPlan } from './process.ts';
import { startProvider, type SimulatedProvider } from './provider.ts';
import { builders, createSimulationLogger, startInstance, type Instances, type Parts } from './services.ts';
import { createTasks, type Tasks } from './tasks.ts';
import { clock } from './time.ts';

/** Of one service in a run: fewer than a consumer takes for a message that kills. */
export const crashesMax = 2;

const nothing: DatabaseStatus = { unpublished: [], jobs: [] };

export async function createWorld(databases: Databases, isLoud: boolean): Promise<World> {
  const tasks = createTasks(clock.now);
  const broker = createBroker(clock.now, tasks);
  const provider = await startProvider(tasks);
  const mails = createMailSink({ host: '127.0.0.1', port: 0 });
  const { port } = await mails.start();
  const instances: Instances = {};
  const status = new Map<ServiceName, DatabaseStatus>(serviceNames.map((name) => [name, nothing]));
  const crashes = new Map<ServiceName, number>();

  const count = (name: ServiceName) => crashes.get(name) ?? 0;

  async function start(name: ServiceName): Promise<void> {
    const process = createSimulatedProcess(name, () => {
      tasks.endOf(name);
      instances[name]?.gate.giveUp();
    });
    const parts: Parts = {
      ...{ process, broker, databaseUrl: databases[name].url },
      logger: createSimulationLogger(name, isLoud),
      smtpUrl: `smtp://127.0.0.1:${port}`,
      providersFor: (owner) => provider.providersFor(owner),
    };
    // @NOTE The builder of a name builds the instance of that name.
    const instance = builders[name](parts);
    Object.assign(instances, { [name]: instance });
    await startInstance(instance);
  }

  /** What its death leaves to the others: open transactions roll back, its consumers' places are free. */
  async function bury(name: ServiceName): Promise<void> {
    const { process } = instances[name]!;
    instances[name] = undefined;
    broker.leave(process);
    crashes.set(name, count(name) + 1);
    await databases[name].endBackends(process.backends());
  }

  return {
    ...{ tasks, broker, provider, mails, instances, databases },
    names: createNames(),
    start,
    crashes: count,
    status: (name) => status.get(name)!,
    async act(name, run, crash) {
      clock.advance(1);
      await databases[name].setClock(clock.now());
      const process = instances[name]?.process;
      process?.planCrash(count(name) < crashesMax ? crash : undefined);
      await run();
      process?.planCrash(undefined);
      if (process?.isDead()) await bury(name);
      status.set(name, await databases[name].status());
    },
    async stop() {
      for (const name of serviceNames) {
        const instance = instances[name];
        if (!instance) continue;
        instance.process.kill();
        await bury(name);
      }
      // Their sockets close by themselves; nobody waits for it.
      void provider.stop();
      void mails.stop();
    },
  };
}

export type World = {
  readonly tasks: Tasks;
  readonly broker: Broker;
  readonly provider: SimulatedProvider;
  readonly mails: MailSink;
  readonly databases: Databases;
  readonly names: Names;
  /** Those that run. */
  readonly instances: Instances;
  start(name: ServiceName): Promise<void>;
  /** How often the service has died. */
  crashes(name: ServiceName): number;
  /** What waits in the service's database, as of its last step. */
  status(name: ServiceName): DatabaseStatus;
  /** One step of one service, a millisecond after the last; it may be the last of its process. */
  act(name: ServiceName, run: () => Promise<void>, crash?: CrashPlan): Promise<void>;
  stop(): Promise<void>;
};
