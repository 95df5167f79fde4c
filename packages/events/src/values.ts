import { z } from 'zod';

/** Money on the wire: minor units as a decimal string, because JSON numbers lose digits past 2^53. */
export const moneyPayload = z.object({
  amountMinor: z.string().regex(/^-?\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export const addressPayload = z.object({
  name: z.string(),
  line1: z.string(),
  line2: z.string().nullish(),
  city: z.string(),
  region: z.string().nullish(),
  postalCode: z.string(),
  country: z.string(),
});

/** A quantity of one variant within an order. */
export const stockLinePayload = z.object({ variantId: z.string(), quantity: z.number().int().positive() });

export type MoneyPayload = z.output<typeof moneyPayload>;
export type StockLinePayload = z.output<typeof stockLinePayload>;
