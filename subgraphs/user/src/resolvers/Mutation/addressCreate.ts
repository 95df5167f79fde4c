import type { MutationResolvers } from '../../generated/graphql.ts';
import { createAddress } from '../../usecases/create-address.ts';

export const addressCreate: MutationResolvers['addressCreate'] = (_parent, { input }, { app, identity }) =>
  createAddress(app, identity, input);
