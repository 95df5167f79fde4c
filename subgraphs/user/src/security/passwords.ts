// Secrets become proofs here: passwords to hashes, keys to signatures. Who may do what is not known here.
import { hash, verify } from '@node-rs/argon2';

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long without a hash (an unknown account) as with one. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
};

/** argon2id, which is the library's default algorithm; the work runs on the thread pool. */
export function createPasswords(cost: { memoryKib: number; iterations: number }): Passwords {
  const options = { memoryCost: cost.memoryKib, timeCost: cost.iterations };
  const hashOf = (password: string) => hash(password.normalize('NFKC'), options);
  let nobody: Promise<string> | undefined;
  return {
    hash: hashOf,
    verify: async (known, password) => {
      const against = known ?? (await (nobody ??= hashOf('nobody has this password')));
      return (await verify(against, password.normalize('NFKC'))) && known !== undefined;
    },
  };
}
