import type { JsonObject } from './json.ts';
import type { ResponsePath } from './positions.ts';

/** The state of writing one answer. */
export class Projection {
  readonly introspection: JsonObject;
  /** The place being written, valid up to the current depth. */
  readonly path: (string | number)[] = [];
  readonly faults: Fault[] = [];
  #depth = 0;
  readonly #memos: (Map<JsonObject, string> | undefined)[] = [];

  constructor(introspection: JsonObject) {
    this.introspection = introspection;
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
    this.faults.push({ message, path: this.path.slice(0, this.#depth) });
    return undefined;
  }

  /** What has been written of each object by writers with one number. */
  memoOf(id: number): Map<JsonObject, string> {
    return (this.#memos[id] ??= new Map<JsonObject, string>());
  }
}

/** A value that the schema does not allow, at a path with the client's names. */
export interface Fault {
  readonly message: string;
  readonly path: ResponsePath;
}
