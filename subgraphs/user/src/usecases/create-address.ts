import { inputs, invalid, newId, validate, type Identity, type ValidationError } from '@bazaar/kit';
import type { App } from '../context.ts';
import { insertAddress, saveDefaultAddress } from '../data/address-repository.ts';
import { addressesMax, entersAsDefault, type Address } from '../domain/address-book.ts';
import { changeAddressBook } from './change-address-book.ts';

/** Adds an address to the caller's book. */
export async function createAddress(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<CreateAddressResult> {
  const checked = validate(inputs.address(), input);
  if (!checked.ok) return checked.error;
  const { isDefault, line2, region, ...values } = checked.value;
  return changeAddressBook<CreateAddressResult>(app, identity, async (tx, owner, book) => {
    if (book.length >= addressesMax) {
      return invalid([], 'TOO_MANY_ADDRESSES', `An address book holds at most ${addressesMax} addresses.`);
    }
    const now = app.now();
    const address: Address = {
      ...owner,
      ...values,
      id: newId('Address', now.getTime()),
      line2: line2 ?? null,
      region: region ?? null,
      isDefault: entersAsDefault(book, isDefault ?? false),
      createdAt: now,
    };
    await insertAddress(tx, { ...address, isDefault: false });
    if (address.isDefault) await saveDefaultAddress(tx, owner.userId, address.id);
    return { __typename: 'AddressCreateSuccess', address };
  });
}

export type CreateAddressResult = { __typename: 'AddressCreateSuccess'; address: Address } | ValidationError;
