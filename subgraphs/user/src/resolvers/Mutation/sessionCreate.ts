import type { MutationResolvers } from '../../generated/graphql.ts';
import { signIn } from '../../usecases/sign-in.ts';

export const sessionCreate: MutationResolvers['sessionCreate'] = (_parent, { input }, { app, identity }) =>
  signIn(app, identity, input);
