// Of undici's parts this is the one that is needed; all of them would be 13 MiB more.
import Pool from 'undici/lib/dispatcher/pool.js';
import { ExecutorError, SubgraphCallError } from '../errors.ts';
import { AnswerCollector, type Answer } from './answer-collector.ts';

const ejectedMs = 5_000;

/** The running instances of one subgraph. A call goes to the one with the fewest calls under way. */
export class Instances {
  readonly #subgraph: string;
  readonly #rules: InstanceRules;
  readonly #instances: readonly Instance[];

  constructor(subgraph: string, urls: readonly string[], rules: InstanceRules) {
    this.#subgraph = subgraph;
    this.#rules = rules;
    this.#instances = urls.map((url) => createInstance(toAddress(subgraph, url), rules));
  }

  post(request: PostRequest): Promise<Answer> {
    // Most subgraphs have one address: nothing to choose, nobody to pass over.
    return this.#instances.length === 1
      ? this.#dispatch(this.#instances[0]!, request)
      : this.#postToOne(request);
  }

  async #postToOne(request: PostRequest): Promise<Answer> {
    const instance = this.#choose();
    if (instance === undefined) throw new SubgraphCallError(this.#subgraph, 'connection');
    instance.pending += 1;
    try {
      return await this.#dispatch(instance, request);
    } catch (error) {
      const isOwnFault = error instanceof SubgraphCallError && error.reason !== 'aborted';
      if (isOwnFault) instance.ejectedUntilMs = Date.now() + ejectedMs;
      throw error;
    } finally {
      instance.pending -= 1;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#instances.map(({ pool }) => pool.close()));
  }

  // An instance that has just failed is passed over while another one is there.
  #choose(): Instance | undefined {
    const now = Date.now();
    const healthy = this.#instances.filter(({ ejectedUntilMs }) => ejectedUntilMs <= now);
    const candidates = healthy.length > 0 ? healthy : this.#instances;
    return candidates.reduce<Instance | undefined>(
      (best, next) => (best === undefined || next.pending < best.pending ? next : best),
      undefined,
    );
  }

  #dispatch({ pool, path }: Instance, request: PostRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const collector = new AnswerCollector(
        this.#subgraph,
        request,
        this.#rules.answerBytesMax,
        resolve,
        reject,
      );
      pool.dispatch(
        { path, method: 'POST', headers: { ...jsonHeaders, ...request.headers }, body: request.body },
        collector,
      );
    });
  }
}

const jsonHeaders = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
};

// A call has one deadline, and its collector watches it; undici's own timers would be set for each call beside it.
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 };

function toAddress(subgraph: string, url: string): URL {
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw new ExecutorError(`Subgraph ${subgraph} has no HTTP address: ${url}`, 'INVALID_SUBGRAPH_ADDRESS');
  return new URL(url);
}

function createInstance(url: URL, { connectionsMax }: InstanceRules): Instance {
  const pool = new Pool(url.origin, {
    connections: connectionsMax,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    ...noTimeouts,
  });
  return { pool, path: `${url.pathname}${url.search}`, pending: 0, ejectedUntilMs: 0 };
}

export interface PostRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface InstanceRules {
  readonly connectionsMax: number;
  readonly answerBytesMax: number;
}

interface Instance {
  readonly pool: Pool;
  readonly path: string;
  pending: number;
  ejectedUntilMs: number;
}
