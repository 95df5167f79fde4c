import type { GraphQLRequestContext } from '@apollo/server';

type CachePolicy = GraphQLRequestContext<object>['overallCachePolicy'];
type CacheHint = Parameters<CachePolicy['restrict']>[0];

/** A request's cache policy as it starts: nothing said yet. It behaves as Apollo Server's. */
export class RequestCachePolicy implements CachePolicy {
  maxAge: CachePolicy['maxAge'] = undefined;
  scope: CachePolicy['scope'] = undefined;

  restrict({ maxAge, scope }: CacheHint): void {
    if (maxAge !== undefined && (this.maxAge === undefined || maxAge < this.maxAge)) this.maxAge = maxAge;
    if (scope !== undefined && this.scope !== 'PRIVATE') this.scope = scope;
  }

  replace({ maxAge, scope }: CacheHint): void {
    if (maxAge !== undefined) this.maxAge = maxAge;
    if (scope !== undefined) this.scope = scope;
  }

  policyIfCacheable(): ReturnType<CachePolicy['policyIfCacheable']> {
    if (this.maxAge === undefined || this.maxAge === 0) return null;
    return { maxAge: this.maxAge, scope: this.scope ?? 'PUBLIC' };
  }
}
