import { getArgumentValues, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Identity } from '@bazaar/kit';
import { refusal } from '../errors.ts';
import type { Generation } from '../supergraph/generations.ts';
import { subscriptionRoot, toEntityQuery, type EntityQuery } from './entity-query.ts';
import { inTenant, liveFields, type LiveField } from './live-fields.ts';
import { createOverlay, type Overlay } from './overlay.ts';

/** A subscription as it is run: what it listens to, and how one event is resolved. */
export type LiveOperation = {
  field: LiveField;
  responseKey: string;
  channels: readonly string[];
  /** Entities whose state may be sent before the first event. */
  initialIds: readonly string[];
  query: EntityQuery;
  overlay: Overlay;
  /** As coerced by the schema, defaults included. */
  variables: Readonly<Record<string, unknown>>;
};

/** Makes a validated subscription ready to run for this viewer; throws a refusal if it may not. */
export function toLiveOperation(subject: {
  generation: Generation;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  identity: Identity;
}): LiveOperation {
  const { generation, document, operation, variables, identity } = subject;
  const root = subscriptionRoot(document, operation);
  const definition = generation.schema.getSubscriptionType()?.getFields()[root.node.name.value];
  const field = liveFields[root.node.name.value];
  if (!definition || !field) throw refusal('SUBSCRIPTION_NOT_SERVED');
  const args = getArgumentValues(definition, root.node, variables);
  return {
    field,
    responseKey: root.responseKey,
    channels: field.channelsFor(args, identity).map((channel) => inTenant(identity.tenantId, channel)),
    initialIds: field.initialIds?.(args) ?? [],
    query: toEntityQuery(document, operation, root, field),
    overlay: createOverlay(document, root.selections),
    variables,
  };
}
