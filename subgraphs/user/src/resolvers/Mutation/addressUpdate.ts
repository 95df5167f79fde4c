import type { MutationResolvers } from '../../generated/graphql.ts';
import { updateAddress } from '../../usecases/update-address.ts';

export const addressUpdate: MutationResolvers['addressUpdate'] = (_parent, { input }, { app, identity }) =>
  updateAddress(app, identity, input);
