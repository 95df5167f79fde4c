import { currentTrace, inputs, validate, type Identity, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import {
  findSignInGuard,
  insertSignInAttempt,
  lockSignInGuard,
  saveSignInGuard,
} from '../data/sign-in-repository.ts';
import { findCredentials } from '../data/user-repository.ts';
import { afterFailure, afterSuccess, lockedForMs, type SignInOutcome } from '../domain/sign-in-guard.ts';
import { passwordLengthMax, type User } from '../domain/user.ts';
import { openSession, type Tokens } from './open-session.ts';

/**
 * Checks address and password.
 * 1. A locked address is refused before any work is done.
 * 2. The password is checked outside of a transaction, against a hash of nobody for an unknown address.
 * 3. Under the guard's row lock the lock is looked at again: of many guesses at once, those that end after the one
 *    that locked learn nothing, not even that they were right.
 */
export async function signIn(app: App, identity: Identity, input: unknown): Promise<SignInResult> {
  const checked = validate(signInInput, input);
  if (!checked.ok) return checked.error;
  const { email, password } = checked.value;
  const who = { tenantId: identity.tenantId, email };
  const found = await findCredentials(app.db.prisma, who.tenantId, email);
  const audit = (outcome: SignInOutcome) => ({
    ...who,
    userId: found?.user.id ?? null,
    outcome,
    at: app.now(),
    requestId: currentTrace()?.requestId ?? null,
  });
  const lockedMs = lockedForMs(await findSignInGuard(app.db.prisma, who), app.now());
  if (lockedMs > 0) {
    await insertSignInAttempt(app.db.prisma, audit('LOCKED'));
    return accountLocked(lockedMs);
  }
  const isRight = await app.passwords.verify(found?.passwordHash, password);
  const key = await app.keys.current();
  return app.db.transaction<SignInResult>(async (tx) => {
    const guard = await lockSignInGuard(tx, who);
    const lockedMs = lockedForMs(guard, app.now());
    if (lockedMs > 0) {
      await insertSignInAttempt(tx, audit('LOCKED'));
      return accountLocked(lockedMs);
    }
    const signedIn = isRight ? found?.user : undefined;
    await saveSignInGuard(tx, who, signedIn ? afterSuccess : afterFailure(guard, app.now()));
    await insertSignInAttempt(tx, audit(signedIn ? 'SUCCEEDED' : 'FAILED'));
    if (!signedIn) return invalidCredentials();
    return {
      __typename: 'SessionCreateSuccess',
      user: signedIn,
      session: await openSession(app, tx, key, signedIn),
    };
  });
}

const signInInput = z.object({
  email: inputs.email(),
  password: z.string().max(passwordLengthMax, `At most ${passwordLengthMax} characters.`),
});

const invalidCredentials = (): InvalidCredentialsError => ({
  __typename: 'InvalidCredentialsError',
  code: 'INVALID_CREDENTIALS',
  message: 'The address or the password is wrong.',
});

const accountLocked = (retryAfterMs: number): AccountLockedError => ({
  __typename: 'AccountLockedError',
  code: 'ACCOUNT_LOCKED',
  message: 'Too many failures in a row; try again later.',
  retryAfterMs,
});

export type InvalidCredentialsError = {
  __typename: 'InvalidCredentialsError';
  code: string;
  message: string;
};
export type AccountLockedError = {
  __typename: 'AccountLockedError';
  code: string;
  message: string;
  retryAfterMs: number;
};
export type SignInResult =
  | { __typename: 'SessionCreateSuccess'; user: User; session: Tokens }
  | InvalidCredentialsError
  | AccountLockedError
  | ValidationError;
