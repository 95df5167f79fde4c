// The fast path beside Apollo Server: the same questions twice, once with it and once without; the second answers, and all
// that plugins saw of the second request, must be the same.
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  HeaderMap,
  type ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
} from '@apollo/server';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { createFastPath, type Door } from '../src/fast-path/fast-path.ts';
import {
  ask,
  itself,
  start as startServer,
  type Question,
  type Running,
  type StartOptions,
} from './support/watched-server.ts';

const schema = buildSchema(`
  type Query { greeting(name: String!): String! broken: String missing: String! stuck: String }
  type Mutation { count: Int }
`);
const rootValue = {
  greeting: ({ name }: { name: string }) => `Hello ${name}`,
  broken: () => {
    throw new Error('the resolver failed');
  },
  missing: () => null,
  stuck: () => {
    throw new GraphQLError('not now', {
      extensions: { code: 'LATER', http: { status: 503, headers: new HeaderMap([['retry-after', '7']]) } },
    });
  },
  count: () => 1,
};

const greeting = 'query Greet($name: String!) { greeting(name: $name) }';
const accepts = [
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'application/graphql-response+json;q=0.5, text/html, application/json;q=0.4',
];

const questions: Record<string, Question> = {
  ...Object.fromEntries(
    accepts.map((accept) => [
      `a query, accepting ${accept}`,
      { body: { query: greeting, variables: { name: 'Ada' } }, headers: { accept } },
    ]),
  ),
  'one of several operations': {
    body: { query: `${greeting} query Other { broken }`, operationName: 'Other' },
  },
  'a mutation': { body: { query: 'mutation { count }' } },
  'extensions and nulls': {
    body: { query: '{ broken }', variables: null, operationName: null, extensions: { hint: [1] } },
  },
  'a GET': {
    search: `?query=${encodeURIComponent(greeting)}&variables={"name":"Grace"}`,
    headers: { 'apollo-require-preflight': '1' },
  },
  'an error of a field': { body: { query: '{ broken }' } },
  'null that propagates': { body: { query: '{ missing }' } },
  'an error with status and headers': { body: { query: '{ stuck }' } },
  'a variable that does not fit': {
    body: { query: greeting, variables: { name: 1 } },
    headers: { accept: accepts[1]! },
  },
  'a variable that is missing': { body: { query: greeting } },
};

/** What Apollo Server must be asked, however well the text is known. */
const unusual: Record<string, Question> = {
  'what no one accepts': { body: { query: '{ broken }' }, headers: { accept: 'image/png' } },
  'a mutation by GET': { search: '?query=mutation{count}', headers: { 'apollo-require-preflight': '1' } },
  'a GET that a page could send': { search: '?query={broken}' },
  'a text that a page could send': {
    body: { query: '{ broken }' },
    headers: { 'content-type': 'text/plain' },
  },
  'an operation that is not there': { body: { query: '{ broken }', operationName: 'Nowhere' } },
  'variables as text': { body: { query: '{ broken }', variables: '{}' } },
  'a parameter given twice': {
    search: '?query={broken}&query={missing}',
    headers: { 'apollo-require-preflight': '1' },
  },
  'a persisted query': {
    body: { query: '{ broken }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
  },
  'a batch': { body: [{ query: '{ broken }' }] },
  'an operation that is not valid': { body: { query: '{ nowhere }' } },
  'no operation at all': { body: { query: '' } },
};

const failure = (hook: string, kind: 'GraphQLError' | 'Error' | 'text'): ApolloServerPlugin => {
  const fail = async (): Promise<never> => {
    if (kind === 'text') throw 'a text' as unknown as Error;
    throw kind === 'Error'
      ? new Error(`${hook} failed`)
      : new GraphQLError(`${hook} refused`, { extensions: { code: 'NO', http: { status: 418 } } });
  };
  if (hook === 'requestDidStart') return { requestDidStart: fail };
  if (hook === 'executionDidEnd')
    return { requestDidStart: async () => ({ executionDidStart: async () => ({ executionDidEnd: fail }) }) };
  return { requestDidStart: async () => ({ [hook]: fail }) };
};

const settings: Record<string, ApolloServerOptions<BaseContext>> = {
  'as it comes': { schema },
  'with stack traces': { schema, includeStacktraceInErrorResponses: true },
  'with a formatter of errors': {
    schema,
    formatError: (formatted, error) => ({ ...formatted, message: `${formatted.message} (${String(error)})` }),
  },
  'with a formatter that fails': {
    schema,
    formatError: () => {
      throw new Error('no words');
    },
  },
  'without CSRF prevention': { schema, csrfPrevention: false },
  'with 200 for variables that do not fit': { schema, status400ForVariableCoercionErrors: false },
  'with a plugin that answers by itself': {
    schema,
    plugins: [
      {
        requestDidStart: async () => ({
          responseForOperation: async () => ({
            http: { status: 203, headers: new HeaderMap([['x-own', 'yes']]) },
            body: { kind: 'single', singleResult: { data: { own: true }, extensions: { by: 'plugin' } } },
          }),
        }),
      },
    ],
  },
  'with a plugin that changes the answer': {
    schema,
    plugins: [
      {
        requestDidStart: async () => ({
          willSendResponse: async ({ response }) => {
            response.http.headers.set('content-type', 'application/json; flavour=own');
            response.http.status = 299;
            if (response.body.kind === 'single')
              response.body.singleResult.extensions = {
                seen: Object.keys(response.body.singleResult.data ?? {}),
              };
          },
        }),
      },
    ],
  },
};

const hooks = [
  'requestDidStart',
  'didResolveSource',
  'didResolveOperation',
  'responseForOperation',
  'executionDidStart',
  'executionDidEnd',
  'didEncounterErrors',
  'willSendResponse',
];

let running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  running = [];
});

describe.each(Object.keys(settings))('a server %s', (setting) => {
  it.each(Object.keys({ ...questions, ...unusual }))('answers %s on both ways alike', (name) =>
    compare(settings[setting]!, questions[name] ?? unusual[name]!),
  );
});

describe.each(hooks)('a plugin of which %s fails', (hook) => {
  it.each([
    ['GraphQLError', 'a mutation'],
    ['GraphQLError', 'an error of a field'],
    ['Error', 'a mutation'],
    ['Error', 'an error of a field'],
    ['text', 'a mutation'],
  ] as const)('by a %s has the same effect on both ways, for %s', (kind, name) =>
    compare({ schema, plugins: [failure(hook, kind)] }, questions[name]!),
  );
});

it.each(Object.keys(questions))('takes the fast path for %s', async (name) => {
  const server = await start({ schema }, createFastPath);
  expect(await callsFor(server, questions[name]!)).toBe(0);
});

it.each(Object.keys(unusual))('leaves %s to Apollo Server', async (name) => {
  const server = await start({ schema }, createFastPath);
  expect(await callsFor(server, unusual[name]!)).toBe(1);
});

it('leaves a GET to an Apollo Server with a page for browsers', async () => {
  const server = await start({ schema }, createFastPath, { hasLandingPage: true });
  expect(await callsFor(server, questions['a GET']!)).toBe(1);
});

it('leaves everything to an Apollo Server without a gateway', async () => {
  const server = await start({ schema }, createFastPath, { isGateway: false });
  expect(await callsFor(server, questions['a mutation']!)).toBe(1);
});

it('leaves it to Apollo Server to say that no context could be made', async () => {
  const [fast, plain] = [await start({ schema }, createFastPath), await start({ schema }, itself)];
  const answers = [];
  for (const server of [fast, plain]) {
    await warmUp(server, questions['a mutation']!);
    server.failContext();
    answers.push(await ask(server, questions['a mutation']!));
  }
  expect(answers[0]!.text).toContain('Context creation failed: no context');
  expect(answers[0]).toEqual(answers[1]);
  expect(fast.seen).toEqual(plain.seen);
});

it('forgets what it knows when the schema changes', async () => {
  const listeners: ((update: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void)[] = [];
  const gateway = {
    load: async () => ({ schema, executor: async () => ({ data: { broken: null } }) }),
    onSchemaLoadOrUpdate: (listener: (typeof listeners)[number]) => {
      listeners.push(listener);
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
  const server = await start({ gateway }, createFastPath, {
    isGateway: false,
  });
  expect(await callsFor(server, questions['an error of a field']!)).toBe(0);
  listeners[0]!({ apiSchema: buildSchema('type Query { other: Int }'), coreSupergraphSdl: '' });
  expect((await ask(server, questions['an error of a field']!)).text).toContain('GRAPHQL_VALIDATION_FAILED');
});

async function start(
  options: ApolloServerOptions<BaseContext>,
  doorOf: (server: ApolloServer) => Door<BaseContext>,
  more?: StartOptions,
): Promise<Running> {
  // @NOTE Apollo Server's types forbid a root value beside a gateway, which would ignore it.
  const server = await startServer(options.gateway ? options : { rootValue, ...options }, doorOf, more);
  running.push(server);
  return server;
}

async function compare(options: ApolloServerOptions<BaseContext>, question: Question): Promise<void> {
  const [fast, plain] = [await start(options, createFastPath), await start(options, itself)];
  for (const server of [fast, plain]) await warmUp(server, question);
  const answers = [await ask(fast, question), await ask(plain, question)];
  expect(answers[0]).toEqual(answers[1]);
  expect(fast.seen).toEqual(plain.seen);
}

/** How often Apollo Server is asked for a question that has been asked before. */
async function callsFor(server: Running, question: Question): Promise<number> {
  await warmUp(server, question);
  const before = server.calls();
  await ask(server, question);
  return server.calls() - before;
}

// The first request teaches the operation; the second the content type that its sender accepts, if the first was refused.
async function warmUp(server: Running, question: Question): Promise<void> {
  await ask(server, question);
  const accept = question.headers?.['accept'];
  await ask(server, { body: { query: 'mutation { count }' }, ...(accept && { headers: { accept } }) });
  server.seen.length = 0;
}
