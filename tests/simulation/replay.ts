import { serviceNames, type Dump } from './databases.ts';
import { becomeQuiet } from './drain.ts';
import type { Run, Violation } from './run.ts';

/** Everything that was ever said is said twice more, and every webhook arrives again. Nothing may come of it. */
export async function replayEverything(run: Run): Promise<Violation | undefined> {
  const before = await dumpAll(run);
  for (let round = 0; round < 2; round += 1) {
    for (const stream of run.world.broker.streams()) {
      const service = serviceNames.find((name) => name === stream.group.member!.process.name)!;
      await run.world.act(service, () => run.world.broker.deliver(stream, 0, stream.log.messages.length));
    }
    run.webhooksDelivered.clear();
    const problem = await becomeQuiet(run);
    if (problem) return problem;
  }
  const after = await dumpAll(run);
  const changed = Object.keys(before).find(
    (table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]),
  );
  if (!changed) return undefined;
  const detail = `${changed}\nbefore ${JSON.stringify(before[changed])}\nafter  ${JSON.stringify(after[changed])}`;
  return { promise: 'a replay of every topic changes nothing', detail };
}

async function dumpAll({ world }: Run): Promise<Dump> {
  const dumps = await Promise.all(
    serviceNames.map(async (name) =>
      Object.entries(await world.databases[name].dump(true)).map(
        ([table, rows]) => [`${name} ${table}`, rows] as const,
      ),
    ),
  );
  return Object.fromEntries(dumps.flat());
}
