import type { MutationResolvers } from '../../generated/graphql.ts';
import { setPreference } from '../../usecases/set-preference.ts';

export const notificationPreferenceSet: MutationResolvers['notificationPreferenceSet'] = (
  _parent,
  { input },
  { app, identity },
) => setPreference(app, identity, input);
