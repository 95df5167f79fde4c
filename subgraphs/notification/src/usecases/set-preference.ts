import { invalid, userIdOf, validate, type Identity, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { findPreferences, savePreference } from '../data/recipient-repository.ts';
import { channels, kinds, withDefaults, type Preference } from '../domain/notification.ts';

/** Switches a channel on or off for a kind, for the caller. */
export async function setPreference(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<SetPreferenceResult> {
  const userId = userIdOf(identity);
  if (!userId) return invalid([], 'NO_PERSON', 'Only a person has notification preferences.');
  const checked = validate(setPreferenceInput, input);
  if (!checked.ok) return checked.error;
  const owner = { tenantId: identity.tenantId, userId };
  const { kind, channel, enabled } = checked.value;
  await savePreference(app.db.prisma, owner, { kind, channel, isEnabled: enabled });
  return {
    __typename: 'NotificationPreferenceSetSuccess',
    preferences: withDefaults(await findPreferences(app.db.prisma, owner)),
  };
}

const setPreferenceInput = z.object({
  kind: z.enum(kinds, `Known kinds: ${kinds.join(', ')}.`),
  channel: z.enum(channels),
  enabled: z.boolean(),
});

export type SetPreferenceResult =
  { __typename: 'NotificationPreferenceSetSuccess'; preferences: Preference[] } | ValidationError;
