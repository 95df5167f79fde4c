import { userRegisteredV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { recordRecipient } from '../usecases/record-recipient.ts';

export const onUserRegistered = implementHandler(userRegisteredV1, (tx: Tx, { tenantId, data }) =>
  recordRecipient(tx, tenantId, data),
);
