// Pure rules of accounts: types, decisions, invariants. Nothing asynchronous, no clock, no I/O.

/** A password must not be the address that it belongs to, nor the part of it before the @. */
export function isPasswordGuessable(password: string, email: string): boolean {
  const [localPart] = email.split('@');
  const text = password.toLowerCase();
  return text === email.toLowerCase() || text === localPart?.toLowerCase();
}

export const passwordLengthMin = 8;
export const passwordLengthMax = 128;

export type User = {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  /** `resource:action`; none for customers. */
  readonly permissions: string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
