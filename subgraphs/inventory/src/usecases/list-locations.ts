import type { Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findLocations, type StockLocation } from '../data/stock-reads.ts';

/** The places of the shop, in the order in which reservations take from them. */
export const listLocations = (app: App, { tenantId }: Identity): Promise<StockLocation[]> =>
  findLocations(app.db.read, tenantId);
