import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { unwatch, watch } from './abort-watch.ts';
import { SubgraphCallError, type SubgraphCallReason } from '../errors.ts';
import type { PostRequest } from './instances.ts';

/** Collects the answer to one request, and gives up when time, size or the client's patience ends. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #subgraph: string;
  readonly #bytesMax: number;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: SubgraphCallError) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#giveUp('aborted');
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #encoding: string | undefined;
  #cacheControl: string | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #givenUp: SubgraphCallReason | undefined;

  constructor(
    subgraph: string,
    { timeoutMs, signal }: PostRequest,
    bytesMax: number,
    resolve: (answer: Answer) => void,
    reject: (error: SubgraphCallError) => void,
  ) {
    this.#subgraph = subgraph;
    this.#bytesMax = bytesMax;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#giveUp('timeout'), Math.max(0, timeoutMs));
    if (signal?.aborted === true) this.#giveUp('aborted');
    else if (signal !== undefined) watch(signal, this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp !== undefined) controller.abort(new Error(this.#givenUp));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = statusCode;
    if (Number(headers['content-length']) > this.#bytesMax) this.#giveUp('too-large');
    this.#cacheControl = headers['cache-control']?.toString();
    const encoding = headers['content-encoding'];
    if (typeof encoding === 'string' && encoding !== 'identity') this.#encoding = encoding.toLowerCase();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#bytesMax) this.#giveUp('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 ? first! : Buffer.concat(this.#chunks);
    if (this.#encoding === undefined) this.#answer(bytes);
    else void this.#decode(bytes, this.#encoding);
  }

  // Compression is not asked for, but some servers and proxies compress whatever they are asked.
  async #decode(bytes: Buffer, encoding: string): Promise<void> {
    try {
      const decode = decoders.get(encoding);
      if (decode === undefined) throw new Error(`Unknown content-encoding ${encoding}`);
      this.#answer(await decode(bytes, { maxOutputLength: this.#bytesMax }));
    } catch (cause) {
      this.#reject(new SubgraphCallError(this.#subgraph, 'bad-answer', cause));
    }
  }

  #answer(body: Buffer): void {
    this.#resolve({ status: this.#status, cacheControl: this.#cacheControl, body: body.toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.#reject(new SubgraphCallError(this.#subgraph, this.#givenUp ?? 'connection', error));
  }

  #giveUp(reason: SubgraphCallReason): void {
    if (this.#givenUp !== undefined) return;
    this.#givenUp = reason;
    this.#release();
    this.#controller?.abort(new Error(reason));
    this.#reject(new SubgraphCallError(this.#subgraph, reason));
  }

  #release(): void {
    clearTimeout(this.#timer);
    if (this.#signal !== undefined) unwatch(this.#signal, this.#onAbort);
  }
}

const decoders = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

export interface Answer {
  readonly status: number;
  readonly cacheControl: string | undefined;
  readonly body: string;
}
