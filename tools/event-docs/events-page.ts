import { ceType, producersOf, type EventContract } from '@bazaar/events';
import { contractFile, jsonSchemaOf, type JsonSchema } from './json-schemas.ts';

/** The page for readers: every message by domain, with its fields. */
export function eventsPage(contracts: readonly EventContract[]): string {
  const domains = [...Map.groupBy(contracts, (contract) => contract.type.split('.')[0]!)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return [intro, ...domains.map(([domain, own]) => section(domain, own))].join('\n\n');
}

function section(domain: string, contracts: readonly EventContract[]): string {
  const rows = contracts.map((contract) =>
    [
      `[\`${contract.type}\`](../${contractFile(contract)}) v${contract.version}`,
      contract.kind,
      producersOf(contract).join(', '),
      contract.aggregateType,
      `\`${contract.topic}\``,
      contract.description,
      fieldsOf(jsonSchemaOf(contract)),
    ].join(' | '),
  );
  return [
    `## ${domain}`,
    '',
    '| Message | Kind | Said by | Key | Topic | What it says | Fields |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function fieldsOf(schema: JsonSchema): string {
  const required = new Set(schema.required);
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}${required.has(name) ? '' : '?'}\``)
    .join(', ');
}

const intro = `# Events

Every message between services, generated from \`packages/events\` by \`node tools/event-docs.ts\`; don't edit it by hand.
Each is a CloudEvent 1.0 in Kafka's binary mode: the value is the payload's JSON, the attributes are headers
(\`ce_type\` is \`${ceType({ type: '<type>', version: 1 }).replace('v1', 'v<version>')}\`). A published version is immutable but for new optional fields;
anything else is a new version. [asyncapi.json](asyncapi.json) says the same to machines.`;
