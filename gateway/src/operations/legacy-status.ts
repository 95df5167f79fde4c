import type { AnswerStep } from './operation-plugin.ts';

const requestMistakes = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * GraphQL over HTTP: a client that asks for `application/json` gets 200 also for an operation that is not valid, since
 * to such a client any other status means that there is no GraphQL answer. Those that know
 * `application/graphql-response+json` get 400.
 */
export const setLegacyStatus: AnswerStep = ({ request, response }) => {
  if (response.http.status !== 400 || response.body.kind !== 'single') return;
  const accept = request.http?.headers.get('accept') ?? '*/*';
  const errors = response.body.singleResult.errors ?? [];
  const isMistake = errors.every(({ extensions }) => requestMistakes.has(String(extensions?.['code'])));
  if (isMistake && !accept.includes('application/graphql-response+json')) response.http.status = 200;
};
