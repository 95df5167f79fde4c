import type { App } from '../context.ts';
import { findPreferences } from '../data/recipient-repository.ts';
import { withDefaults, type Preference } from '../domain/notification.ts';

/** Every kind and channel of a person, with what they have set. */
export async function listPreferences(
  app: App,
  owner: { tenantId: string; userId: string },
): Promise<Preference[]> {
  return withDefaults(await findPreferences(app.db.prisma, owner));
}
