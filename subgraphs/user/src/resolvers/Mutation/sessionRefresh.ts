import type { MutationResolvers } from '../../generated/graphql.ts';
import { refreshSession } from '../../usecases/refresh-session.ts';

export const sessionRefresh: MutationResolvers['sessionRefresh'] = (_parent, { input }, { app, identity }) =>
  refreshSession(app, identity, input);
