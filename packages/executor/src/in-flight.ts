import type { ExecutionAnswer } from './answer.ts';
import type { PreparedOperation } from './prepare.ts';

/**
 * Lets requests that are equal in everything that can change their answer share one execution while it is under way.
 * Nothing is kept afterwards. A shared execution belongs to nobody: it goes on when the client that began it leaves.
 */
export class InFlight {
  readonly #byOperation = new WeakMap<PreparedOperation, Map<string, Promise<ExecutionAnswer>>>();

  /** @param key everything beside the operation: its variables' values and who asks */
  share(
    operation: PreparedOperation,
    key: string,
    execute: () => Promise<ExecutionAnswer>,
  ): Promise<ExecutionAnswer> {
    let answers = this.#byOperation.get(operation);
    if (answers === undefined) {
      answers = new Map();
      this.#byOperation.set(operation, answers);
    }
    const known = answers.get(key);
    if (known !== undefined) return known.then(copyForMany);
    const executing = execute();
    answers.set(key, executing);
    const forget = (): void => void answers.delete(key);
    executing.then(forget, forget);
    return executing.then(copyOf);
  }
}

// Each may take what it is given apart.
const copyOf = (answer: ExecutionAnswer): ExecutionAnswer => answer.copy();
const copyForMany = (answer: ExecutionAnswer): ExecutionAnswer => answer.copyForMany();
