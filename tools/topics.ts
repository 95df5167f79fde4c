// `pnpm topics`: creates every topic of the platform on a broker, with its retry and dead-letter topics.
import { parseArgs } from 'node:util';
import { deadLetterTopic, retryDelays, retryTopic, topics } from '@bazaar/events';
import { createLogger } from '@bazaar/kit';
import { createKafkaDriver } from '@bazaar/messaging';
import { runTool, ToolError } from './lib/workspace.ts';

const usage = `Usage: pnpm topics [--brokers host:port,…] [--list]
  Creates the topics that are missing. The brokers default to KAFKA_BROKERS; --list only prints the names.`;

await runTool(async () => {
  const { values } = parseArgs({
    options: { brokers: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(usage);
  const names = allTopics();
  if (values.list) return console.log(names.join('\n'));
  const brokers = values.brokers ?? process.env.KAFKA_BROKERS;
  if (!brokers) throw new ToolError(usage);
  await create(names, brokers);
});

async function create(names: readonly string[], brokers: string): Promise<void> {
  const logger = createLogger({ name: 'topics', level: 'silent' });
  const driver = createKafkaDriver({ brokers: brokers.split(','), clientId: 'bazaar-topics', logger });
  try {
    await driver.ensureTopics(names);
    console.log(`${names.length} topics exist on ${brokers}.`);
  } catch (error) {
    throw new ToolError(`The topics could not be created on ${brokers}: ${String(error)}`, { cause: error });
  } finally {
    await driver.close();
  }
}

/** Retry topics stand only where a consumer works without order; a topic that nobody reads costs next to nothing. */
function allTopics(): string[] {
  const stages = Object.keys(retryDelays) as (keyof typeof retryDelays)[];
  return Object.values(topics).flatMap((topic) => [
    topic,
    ...stages.map((stage) => retryTopic(topic, stage)),
    deadLetterTopic(topic),
  ]);
}
