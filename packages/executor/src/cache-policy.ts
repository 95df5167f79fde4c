/** How long, in seconds, and for whom an answer may be kept: the strictest of what its subgraphs said. */
export class CachePolicy {
  /** Undefined until somebody has said something. */
  maxAge: number | undefined;
  isPrivate = false;

  /**
   * Takes the `Cache-Control` header of a subgraph's answer. As with Apollo Gateway, one that gives no time, or is
   * missing, forbids to keep anything.
   */
  restrict(cacheControl: string | undefined): void {
    if (this.maxAge === 0) return;
    const seconds = cacheControl === undefined || forbids.test(cacheControl) ? 0 : secondsIn(cacheControl);
    this.maxAge = Math.min(this.maxAge ?? Infinity, seconds);
    if (cacheControl !== undefined && confines.test(cacheControl)) this.isPrivate = true;
  }
}

const forbids = /\bno-(?:store|cache)\b/i;
const confines = /\bprivate\b/i;
const maxAge = /(?:^|[\s,])max-age=(\d+)\s*(?:,|$)/i;

function secondsIn(cacheControl: string): number {
  return Number(maxAge.exec(cacheControl)?.[1] ?? 0);
}
