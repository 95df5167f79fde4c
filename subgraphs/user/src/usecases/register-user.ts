import { inputs, invalid, newId, validate, type Identity, type ValidationError } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { insertUser } from '../data/user-repository.ts';
import { isPasswordGuessable, passwordLengthMax, passwordLengthMin, type User } from '../domain/user.ts';
import { openSession, type Tokens } from './open-session.ts';
import { registered } from './user-messages.ts';

/** Opens an account and signs in. */
export async function registerUser(
  app: App,
  identity: Pick<Identity, 'tenantId'>,
  input: unknown,
  /** For accounts of the shop itself; nobody can ask for them. */
  granted: { id?: string; permissions?: readonly string[] } = {},
): Promise<RegisterUserResult> {
  const checked = validate(registerUserInput, input);
  if (!checked.ok) return checked.error;
  const { email, name, locale, password } = checked.value;
  const now = app.now();
  const user: User = {
    id: granted.id ?? newId('User', now.getTime()),
    tenantId: identity.tenantId,
    email,
    name,
    locale: locale ?? 'en',
    permissions: [...(granted.permissions ?? [])],
    createdAt: now,
    updatedAt: now,
  };
  // Hashed before anybody looks whether the address is taken: the work, and so the time, is the same.
  const passwordHash = await app.passwords.hash(password);
  const key = await app.keys.current();
  const result = await app.db.transaction<RegisterUserResult>(async (tx, sql) => {
    if (!(await insertUser(tx, user, passwordHash))) return emailUnavailable();
    const session = await openSession(app, tx, key, user);
    await addToOutbox(sql, [registered(user)]);
    return { __typename: 'UserRegisterSuccess', user, session };
  });
  app.nudge();
  return result;
}

const emailUnavailable = () =>
  invalid(['email'], 'EMAIL_UNAVAILABLE', 'No account can be opened with this address.');

const registerUserInput = z
  .object({
    email: inputs.email(),
    password: z
      .string()
      .min(passwordLengthMin, `At least ${passwordLengthMin} characters.`)
      .max(passwordLengthMax, `At most ${passwordLengthMax} characters.`)
      .refine((text) => text.isWellFormed(), 'This is no text.'),
    name: inputs.text(200),
    locale: inputs.locale().nullish(),
  })
  .refine(({ email, password }) => !isPasswordGuessable(password, email), {
    path: ['password'],
    error: 'The password must not be the e-mail address.',
    params: { code: 'PASSWORD_GUESSABLE' },
  });

export type RegisterUserResult =
  { __typename: 'UserRegisterSuccess'; user: User; session: Tokens } | ValidationError;
