/**
 * Stops calls to a subgraph that fails, and lets one probe through from time to time.
 *
 * 1. `closed`: calls pass; so many failures in a row open it.
 * 2. `open`: calls fail at once, until `openMs` has passed.
 * 3. `probing`: one call is on its way and decides; all others fail at once.
 */
export class CircuitBreaker {
  #state: State = { phase: 'closed', failures: 0 };
  #openMs: number;
  readonly #rules: BreakerRules;
  readonly #now: () => number;

  constructor(rules: BreakerRules, now: () => number = Date.now) {
    this.#rules = rules;
    this.#now = now;
    this.#openMs = rules.openMs;
  }

  get phase(): State['phase'] {
    return this.#state.phase;
  }

  /** Whether a call may be made. Each call that was let in must report how it ended. */
  tryEnter(): boolean {
    if (this.#state.phase === 'closed') return true;
    if (this.#state.phase === 'probing' || this.#now() < this.#state.untilMs) return false;
    this.#state = { phase: 'probing' };
    return true;
  }

  onSuccess(): void {
    // @NOTE a straggler that was sent before the breaker opened does not close it: only the probe does.
    if (this.#state.phase === 'open') return;
    this.#openMs = this.#rules.openMs;
    this.#state = { phase: 'closed', failures: 0 };
  }

  onFailure(): void {
    if (this.#state.phase === 'open') return;
    if (this.#state.phase === 'probing') {
      this.#openMs = Math.min(this.#openMs * 2, this.#rules.openMsMax);
      this.#open();
      return;
    }
    const failures = this.#state.failures + 1;
    if (failures >= this.#rules.failuresMax) this.#open();
    else this.#state = { phase: 'closed', failures };
  }

  /** The call ended without saying anything about the subgraph. */
  onNeutral(): void {
    if (this.#state.phase === 'probing') this.#state = { phase: 'open', untilMs: this.#now() };
  }

  #open(): void {
    this.#state = { phase: 'open', untilMs: this.#now() + this.#openMs };
  }
}

export interface BreakerRules {
  readonly failuresMax: number;
  readonly openMs: number;
  readonly openMsMax: number;
}

type State =
  | { readonly phase: 'closed'; readonly failures: number }
  | { readonly phase: 'open'; readonly untilMs: number }
  | { readonly phase: 'probing' };
