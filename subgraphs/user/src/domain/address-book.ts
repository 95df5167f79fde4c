/** An address book has exactly one default, unless it is empty. */
export const addressesMax = 50;

/** Whether an address becomes the default as it enters the book. */
export const entersAsDefault = (book: readonly Address[], isWanted: boolean): boolean =>
  isWanted || book.length === 0;

/** The address that becomes the default when one leaves the book: the newest that stays, if any is needed. */
export function heirOf(book: readonly Address[], leaving: Address): Address | undefined {
  if (!leaving.isDefault) return undefined;
  return book
    .filter((address) => address.id !== leaving.id)
    .reduce<Address | undefined>(
      (newest, address) => (!newest || address.createdAt >= newest.createdAt ? address : newest),
      undefined,
    );
}

/** The address with what is given; undefined leaves a value as it is. */
export function changeAddress(address: Address, changes: AddressChanges): Address {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...address, ...Object.fromEntries(given) };
}

export type Address = {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  readonly country: string;
  readonly isDefault: boolean;
  readonly createdAt: Date;
};

export type AddressChanges = Partial<Omit<Address, 'id' | 'tenantId' | 'userId' | 'isDefault' | 'createdAt'>>;
