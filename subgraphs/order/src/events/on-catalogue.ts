import {
  productArchivedV1,
  productPriceChangedV1,
  productPublishedV1,
  productUpdatedV1,
} from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { recordArchived, recordPrice, recordProduct } from '../usecases/record-catalogue.ts';

export const catalogueHandlers = [
  implementHandler(productPublishedV1, (tx: Tx, event) => recordProduct(tx, event)),
  implementHandler(productUpdatedV1, (tx: Tx, event) => recordProduct(tx, event)),
  implementHandler(productPriceChangedV1, (tx: Tx, event) => recordPrice(tx, event)),
  implementHandler(productArchivedV1, (tx: Tx, event) => recordArchived(tx, event)),
];
