/** Keeps the values that were asked for last, and makes each missing one once, however many ask at a time. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, Promise<Value>>();
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  getOrMake(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    const value = known ?? make();
    // @NOTE a Map keeps the order of insertion: what is entered anew is the last to go.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (known === undefined) {
      value.catch(() => this.#entries.delete(key));
      this.#evict();
    }
    return value;
  }

  #evict(): void {
    if (this.#entries.size <= this.#sizeMax) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}
