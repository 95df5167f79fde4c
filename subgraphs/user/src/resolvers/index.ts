// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { Address } from './Address.ts';
import { addressCreate } from './Mutation/addressCreate.ts';
import { addressDelete } from './Mutation/addressDelete.ts';
import { addressUpdate } from './Mutation/addressUpdate.ts';
import { sessionCreate } from './Mutation/sessionCreate.ts';
import { sessionRefresh } from './Mutation/sessionRefresh.ts';
import { sessionRevoke } from './Mutation/sessionRevoke.ts';
import { userRegister } from './Mutation/userRegister.ts';
import { user } from './Query/user.ts';
import { viewer } from './Query/viewer.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  Query: { viewer, user },
  Mutation: {
    addressCreate,
    addressDelete,
    addressUpdate,
    sessionCreate,
    sessionRefresh,
    sessionRevoke,
    userRegister,
  },
  User,
  Address,
};
