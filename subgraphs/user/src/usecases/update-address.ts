import {
  inputs,
  invalid,
  notFoundError,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { saveDefaultAddress, updateAddress as saveAddress } from '../data/address-repository.ts';
import { changeAddress, type Address } from '../domain/address-book.ts';
import { changeAddressBook } from './change-address-book.ts';

/** Changes an address of the caller's book. */
export async function updateAddress(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<UpdateAddressResult> {
  const checked = validate(updateAddressInput, input);
  if (!checked.ok) return checked.error;
  const { id, isDefault, line2, region, ...values } = checked.value;
  return changeAddressBook<UpdateAddressResult>(app, identity, async (tx, owner, book) => {
    const address = book.find((each) => each.id === id);
    if (!address) return notFoundError(id, 'address');
    if (isDefault === false && address.isDefault) {
      return invalid(['isDefault'], 'DEFAULT_REQUIRED', 'Make another address the default instead.');
    }
    const changed = changeAddress(address, { ...withoutNulls(values), line2, region });
    await saveAddress(tx, changed);
    if (isDefault) await saveDefaultAddress(tx, owner.userId, id);
    return {
      __typename: 'AddressUpdateSuccess',
      address: { ...changed, isDefault: isDefault ?? changed.isDefault },
    };
  });
}

const updateAddressInput = inputs
  .address()
  .partial()
  .extend({
    id: inputs.id('Address'),
    name: inputs.text(200).nullish(),
    line1: inputs.text(200).nullish(),
    city: inputs.text(100).nullish(),
    postalCode: inputs.text(20).nullish(),
    country: inputs.country().nullish(),
    isDefault: z.boolean().nullish(),
  });

/** A null where a value is required says nothing. */
const withoutNulls = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as {
    [Key in keyof T]: Exclude<T[Key], null>;
  };

export type UpdateAddressResult =
  { __typename: 'AddressUpdateSuccess'; address: Address } | NotFoundError | ValidationError;
