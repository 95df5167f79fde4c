import type { MutationResolvers } from '../../generated/graphql.ts';
import { revokeSessions } from '../../usecases/revoke-sessions.ts';

export const sessionRevoke: MutationResolvers['sessionRevoke'] = (_parent, { input }, { app, identity }) =>
  revokeSessions(app, identity, input);
