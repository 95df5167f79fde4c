import type { SignInGuard, SignInOutcome } from '../domain/sign-in-guard.ts';
import type { Tx } from './database.ts';

type Who = { readonly tenantId: string; readonly email: string };

export async function findSignInGuard(tx: Tx, { tenantId, email }: Who): Promise<SignInGuard> {
  const row = await tx.signInGuard.findUnique({ where: { tenantId_email: { tenantId, email } } });
  return row ?? { failures: 0, lockedUntil: null };
}

/** The same, locked until the end of the transaction; sign-ins with one address are counted one by one. */
export async function lockSignInGuard(tx: Tx, who: Who): Promise<SignInGuard> {
  const [row] = await tx.$queryRaw<SignInGuard[]>`/* lockSignInGuard */
    INSERT INTO sign_in_guard AS g (tenant_id, email, failures) VALUES (${who.tenantId}, ${who.email}, 0)
    ON CONFLICT (tenant_id, email) DO UPDATE SET failures = g.failures
    RETURNING failures, locked_until AS "lockedUntil"`;
  return row!;
}

export async function saveSignInGuard(
  tx: Tx,
  { tenantId, email }: Who,
  { failures, lockedUntil }: SignInGuard,
): Promise<void> {
  await tx.signInGuard.update({
    where: { tenantId_email: { tenantId, email } },
    data: { failures, lockedUntil },
  });
}

/** Adds to the audit trail. */
export async function insertSignInAttempt(
  tx: Tx,
  attempt: Who & {
    userId: string | null;
    outcome: SignInOutcome;
    at: Date;
    requestId: string | null;
  },
): Promise<void> {
  await tx.signInAttempt.create({ data: attempt });
}
