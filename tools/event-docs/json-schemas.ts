import { ceType, dataschemaOf, type EventContract } from '@bazaar/events';
import { z } from 'zod';

export const contractFile = (contract: EventContract) =>
  `packages/events/contracts/${contract.type}.v${contract.version}.json`;

/** What a reader of the message may rely on; fields that it does not know are allowed. */
export function jsonSchemaOf(contract: EventContract): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(contract.schema, { io: 'input' }) as JsonSchema;
  return {
    $schema,
    $id: dataschemaOf(contract),
    title: ceType(contract),
    description: contract.description,
    ...schema,
  };
}

/** The same for AsyncAPI, whose schemas are a superset of draft 7. */
export function draft7Of(contract: EventContract): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(contract.schema, {
    io: 'input',
    target: 'draft-7',
  }) as JsonSchema;
  return schema;
}

/** As far as these tools look into one. */
export type JsonSchema = {
  $schema?: string;
  $id?: string;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  [keyword: string]: unknown;
};
