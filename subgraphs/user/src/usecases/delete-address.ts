import {
  inputs,
  notFoundError,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { deleteAddress as removeAddress, saveDefaultAddress } from '../data/address-repository.ts';
import { heirOf } from '../domain/address-book.ts';
import { changeAddressBook } from './change-address-book.ts';

/** Removes an address from the caller's book. */
export async function deleteAddress(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<DeleteAddressResult> {
  const checked = validate(z.object({ id: inputs.id('Address') }), input);
  if (!checked.ok) return checked.error;
  const { id } = checked.value;
  return changeAddressBook<DeleteAddressResult>(app, identity, async (tx, owner, book) => {
    const address = book.find((each) => each.id === id);
    if (!address) return notFoundError(id, 'address');
    const heir = heirOf(book, address);
    await removeAddress(tx, id);
    if (heir) await saveDefaultAddress(tx, owner.userId, heir.id);
    return { __typename: 'AddressDeleteSuccess', deletedId: id };
  });
}

export type DeleteAddressResult =
  { __typename: 'AddressDeleteSuccess'; deletedId: string } | NotFoundError | ValidationError;
