import type { AnswerStep } from './operation-plugin.ts';

/**
 * `Cache-Control`, as Apollo Server's own plugin writes it: for how long the answer may be kept, where all that it was made
 * from may be, and it has no errors. That plugin waits at three hooks for resolvers, of which a gateway has none.
 */
export const setCacheHeader: AnswerStep = ({ response, overallCachePolicy }) => {
  const { http, body } = response;
  if (http.headers.has('cache-control')) return;
  const policy = overallCachePolicy.policyIfCacheable();
  const isKept = policy && body.kind === 'single' && !body.singleResult.errors;
  http.headers.set(
    'cache-control',
    isKept ? `max-age=${policy.maxAge}, ${policy.scope.toLowerCase()}` : 'no-store',
  );
};
