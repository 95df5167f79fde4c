import { createHash, randomBytes } from 'node:crypto';
import { inputs, userIdOf, type Identity } from '@bazaar/kit';
import { z } from 'zod';

/** A guest's key to a cart: 256 bits, shown once. Only its hash is kept. */
export const newCartToken = (): string => randomBytes(32).toString('base64url');

export const hashCartToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Who asks for a cart: a customer, the holder of a token, or both. */
export const holderOf = (identity: Identity, cartToken: string | null | undefined) => ({
  customerId: userIdOf(identity) ?? null,
  tokenHash: cartToken ? hashCartToken(cartToken) : null,
});

/** What names a cart in every input that changes one. */
export const cartAccessInput = {
  cartId: inputs.id('Cart'),
  cartToken: z.string().max(200, 'At most 200 characters.').nullish(),
};
