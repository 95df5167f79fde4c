import type { AddressResolvers } from '../generated/graphql.ts';

export const Address: AddressResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.addressById.load(id),
};
