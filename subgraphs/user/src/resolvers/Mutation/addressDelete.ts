import type { MutationResolvers } from '../../generated/graphql.ts';
import { deleteAddress } from '../../usecases/delete-address.ts';

export const addressDelete: MutationResolvers['addressDelete'] = (_parent, { input }, { app, identity }) =>
  deleteAddress(app, identity, input);
