import { invalidAnswerCode, unauthorizedCode, unauthorizedMessage } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { ResponsePath } from './positions.ts';

/** The state of writing one answer. */
export class Projection {
  readonly introspection: JsonObject;
  /** Whether no string in the data has anything that JSON escapes. */
  readonly isPlain: boolean;
  /** The place being written, valid up to the current depth. */
  readonly path: (string | number)[] = [];
  readonly faults: Fault[] = [];
  #depth = 0;
  readonly #withheld = new Map<object, number>();
  readonly #memos: (Map<JsonObject, string> | undefined)[] = [];

  constructor(introspection: JsonObject, isPlain: boolean) {
    this.introspection = introspection;
    this.isPlain = isPlain;
  }

  /** Goes one step down and answers the index of that step in `path`. */
  enter(): number {
    return this.#depth++;
  }

  leave(depth: number): void {
    this.#depth = depth;
  }

  /** Notes that the value at the current path must be null, and says so to the writer above. */
  fault(message: string): undefined {
    this.#add(message, invalidAnswerCode);
    return undefined;
  }

  /** Notes that the caller may not read the field at the current path. In a long list the first places tell the story. */
  withhold(field: object): void {
    const count = (this.#withheld.get(field) ?? 0) + 1;
    this.#withheld.set(field, count);
    if (count <= withheldMax) this.#add(unauthorizedMessage, unauthorizedCode);
  }

  #add(message: string, code: string): void {
    this.faults.push({ message, code, path: this.path.slice(0, this.#depth) });
  }

  /** What has been written of each object by writers with one number. */
  memoOf(id: number): Map<JsonObject, string> {
    return (this.#memos[id] ??= new Map<JsonObject, string>());
  }
}

const withheldMax = 100;

/** A value that the schema does not allow or the caller may not read, at a path with the client's names. */
export interface Fault {
  readonly message: string;
  readonly code: string;
  readonly path: ResponsePath;
}
