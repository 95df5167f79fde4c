// How a subgraph is asked over HTTP: pools, deadlines, retries, breakers, limits. What is asked, and what is done with
// the answer, is not known here.
import { SubgraphCallError } from '../errors.ts';
import type { CallSubgraph, SubgraphCall, SubgraphReply } from '../execute.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { Instances } from './instances.ts';
import { parseReply } from './reply.ts';
import { RetryBudget } from './retry-budget.ts';

/**
 * Builds the default `callSubgraph`.
 * @param urls the addresses of each subgraph's instances, by subgraph name
 */
export function createHttpCaller<Context>(
  urls: ReadonlyMap<string, readonly string[]>,
  options: HttpCallerOptions<Context> = {},
): HttpCaller<Context> {
  const settings = { ...defaults, ...options };
  const targets = new Map([...urls].map(([name, list]) => [name, createTarget(name, list, settings)]));
  return {
    callSubgraph: (call) => {
      const target = targets.get(call.subgraph);
      if (target === undefined) return Promise.reject(new SubgraphCallError(call.subgraph, 'connection'));
      return callTarget(target, call, settings);
    },
    close: async () => {
      await Promise.all([...targets.values()].map(({ instances }) => instances.close()));
    },
  };
}

async function callTarget<Context>(
  target: Target,
  call: SubgraphCall<Context>,
  settings: Settings<Context>,
): Promise<SubgraphReply> {
  const deadlineAt = Math.min(
    Date.now() + settings.timeoutMs,
    settings.deadlineFor?.(call.context) ?? Infinity,
  );
  target.budget.onCall();
  for (let attempt = 0; ; attempt++) {
    let retryAfterMs: number;
    if (target.pending >= settings.pendingMax) throw new SubgraphCallError(call.subgraph, 'overloaded');
    if (!target.breaker.tryEnter()) throw new SubgraphCallError(call.subgraph, 'circuit-open');
    target.pending += 1;
    try {
      const answer = await target.instances.post({
        body: call.body,
        headers: settings.headersFor?.(call.context, call.subgraph),
        timeoutMs: deadlineAt - Date.now(),
        signal: call.signal,
      });
      const reply = parseReply(call.subgraph, answer);
      target.breaker.onSuccess();
      return reply;
    } catch (error) {
      // A client that leaves says nothing about the subgraph.
      if (isAborted(error)) target.breaker.onNeutral();
      else target.breaker.onFailure();
      const isLast = call.isMutation || attempt >= settings.retriesMax || !isRetriable(error);
      retryAfterMs = Math.random() * settings.retryDelayMs * 2 ** attempt;
      if (isLast || Date.now() + retryAfterMs >= deadlineAt || !target.budget.tryRetry()) throw error;
    } finally {
      target.pending -= 1;
    }
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  }
}

function createTarget(name: string, urls: readonly string[], settings: Settings<never>): Target {
  return {
    instances: new Instances(name, urls, settings),
    breaker: new CircuitBreaker(settings),
    budget: new RetryBudget(settings.retryRatioMax),
    pending: 0,
  };
}

function isRetriable(error: unknown): boolean {
  return (
    error instanceof SubgraphCallError && (error.reason === 'connection' || error.reason === 'bad-status')
  );
}

function isAborted(error: unknown): boolean {
  return error instanceof SubgraphCallError && error.reason === 'aborted';
}

const defaults = {
  timeoutMs: 10_000,
  retriesMax: 2,
  retryDelayMs: 50,
  retryRatioMax: 0.1,
  pendingMax: 2_000,
  connectionsMax: 64,
  answerBytesMax: 8 * 1024 * 1024,
  failuresMax: 5,
  openMs: 2_000,
  openMsMax: 20_000,
};

/** The addresses and rules by which subgraphs are called. Units are in the names. */
export interface HttpCallerOptions<Context> {
  /** Headers of one call, such as a signed identity and `traceparent`. Called for each call: it must be cheap. */
  readonly headersFor?:
    ((context: Context, subgraph: string) => Readonly<Record<string, string>>) | undefined;
  /** When the client's patience ends, in milliseconds since 1970. */
  readonly deadlineFor?: ((context: Context) => number | undefined) | undefined;
  readonly timeoutMs?: number;
  /** Queries only; mutations are never sent twice. */
  readonly retriesMax?: number;
  readonly retryDelayMs?: number;
  /** Retries as a share of calls, so that a failing subgraph is not made worse. */
  readonly retryRatioMax?: number;
  /** Calls of one subgraph under way, beyond which a call fails at once. */
  readonly pendingMax?: number;
  readonly connectionsMax?: number;
  /** A longer answer counts as a failure and is not read to its end; 8 MiB unless told. */
  readonly answerBytesMax?: number;
  /** Failures in a row that open the breaker. */
  readonly failuresMax?: number;
  /** How long the breaker stays open at first; it doubles up to `openMsMax` while probes fail. */
  readonly openMs?: number;
  readonly openMsMax?: number;
}

export interface HttpCaller<Context> {
  readonly callSubgraph: CallSubgraph<Context>;
  /** Ends idle connections and waits for calls under way. */
  close(): Promise<void>;
}

type Settings<Context> = HttpCallerOptions<Context> & typeof defaults;

interface Target {
  readonly instances: Instances;
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  pending: number;
}
