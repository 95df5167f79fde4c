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
  // Made now, so that not even the first unknown address takes longer.
  const nobody = hashOf('nobody has this password');
  return {
    hash: hashOf,
    verify: async (known, password) => {
      const isRight = await verify(known ?? (await nobody), password.normalize('NFKC'));
      return isRight && known !== undefined;
    },
  };
}
