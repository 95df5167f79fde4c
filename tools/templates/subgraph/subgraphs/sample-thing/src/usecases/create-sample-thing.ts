// One verb, one file: authorise → load → decide → save and outbox in one transaction. Who may call at all is
// said by `@auth` in the schema. No GraphQL types, no Kafka client, no HTTP.
import { sampleThingCreatedV1 } from '@bazaar/events';
import {
  AppError,
  inputs,
  newId,
  notFoundError,
  userIdOf,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox, outboxMessage } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { isProductKnown } from '../data/known-product-repository.ts';
import { insertSampleThing } from '../data/sample-thing-repository.ts';
import { tidyTitle, titleLengthMax, type SampleThing } from '../domain/sample-thing.ts';

/** Writes a sample thing about a product that is or was on sale. */
export async function createSampleThing(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<CreateSampleThingResult> {
  const authorId = userIdOf(identity);
  if (authorId === undefined) throw new AppError('FORBIDDEN', 'Only a person can do this.');
  const checked = validate(createSampleThingInput, input);
  if (!checked.ok) return checked.error;
  const { productId, title } = checked.value;
  const { tenantId } = identity;
  const result = await app.db.transaction<CreateSampleThingResult>(async (tx, sql) => {
    if (!(await isProductKnown(tx, tenantId, productId)))
      return { ...notFoundError(productId, 'product'), path: ['productId'] };
    const createdAt = app.now();
    const id = newId('SampleThing', createdAt.getTime());
    const sampleThing = { id, tenantId, productId, authorId, title: tidyTitle(title), createdAt };
    await insertSampleThing(tx, sampleThing);
    await addToOutbox(sql, [created(sampleThing)]);
    return { __typename: 'SampleThingCreateSuccess', sampleThing };
  });
  app.nudge();
  return result;
}

const createSampleThingInput = z.object({
  productId: inputs.id('Product'),
  title: inputs.text(titleLengthMax),
});

const created = ({ id, tenantId, productId, authorId }: SampleThing) =>
  outboxMessage(sampleThingCreatedV1, id, { sampleThingId: id, productId, authorId }, { tenantId });

export type CreateSampleThingResult =
  { __typename: 'SampleThingCreateSuccess'; sampleThing: SampleThing } | NotFoundError | ValidationError;
