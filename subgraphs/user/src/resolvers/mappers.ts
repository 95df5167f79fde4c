// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Address } from '../domain/address-book.ts';
import type { User } from '../domain/user.ts';

export type UserMapper = User;
export type AddressMapper = Address;
