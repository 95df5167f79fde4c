const tokensMax = 10;

/** Lets retries be a share of calls only: each call earns a part of a retry. */
export class RetryBudget {
  #tokens = tokensMax;
  readonly #ratio: number;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  onCall(): void {
    this.#tokens = Math.min(tokensMax, this.#tokens + this.#ratio);
  }

  tryRetry(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
