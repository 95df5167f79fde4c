import type { MutationResolvers } from '../../generated/graphql.ts';
import { registerUser } from '../../usecases/register-user.ts';

export const userRegister: MutationResolvers['userRegister'] = (_parent, { input }, { app, identity }) =>
  registerUser(app, identity, input);
