import type { UserResolvers } from '../generated/graphql.ts';

export const User: UserResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.userById.load(id),
  addresses: ({ id }, _args, { loaders }) => loaders.addressesByUserId.load(id),
};
