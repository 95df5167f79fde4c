// The table of rooms of ARCHITECTURE.md as rules that fail the build. Each rule is proved by a fixture in
// tests/contract/fixtures/rooms/<rule> that breaks it.

const service = '(subgraphs/[^/]+|gateway)';
const inService = `^${service}/src`;
const inSubgraph = '^subgraphs/[^/]+/src';
const test = '[.]test[.]ts$|/tests/';
/** A library by name, installed or not. */
const library = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const ours = (...names) => `^packages/(${names.join('|')})/`;
/** An import that leaves nothing behind when types are stripped. */
const notTypes = { dependencyTypesNot: ['type-only'] };

const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from, pathNot: test } : from,
  to: typeof to === 'string' ? { path: to } : to,
});

/** What a room may import: its own files and this list, nothing else. */
const only = (name, comment, room, allowed) =>
  forbid(name, comment, room, { pathNot: [room.replace(/[$]$/, ''), ...allowed] });

const rooms = [
  only(
    'main-starts-only',
    'main.ts starts and stops: it sees config, context and kit.',
    `${inService}/main[.]ts$`,
    [`${inService}/(config|context)[.]ts$`, ours('kit')],
  ),
  only('config-reads-only', 'config.ts turns the environment into values.', `${inService}/config[.]ts$`, [
    library('zod'),
    ours('kit'),
    // Defaults that the domain knows best; the domain is pure.
    `${inSubgraph}/domain/`,
    '^(node:)?(url|path)$',
  ]),
  forbid(
    'context-is-the-root',
    'context.ts builds everything; who imports it at run time turns the house upside down.',
    { path: `${inService}/`, pathNot: [`${inService}/(main|cli)[.]ts$`, test] },
    { path: `${inService}/context[.]ts$`, ...notTypes },
  ),
  only(
    'resolvers-call-usecases',
    'A resolver maps arguments to a use case and its answer to a payload.',
    `${inSubgraph}/resolvers/`,
    [
      `${inSubgraph}/usecases/`,
      `${inSubgraph}/generated/graphql[.]ts$`,
      // Types only, by the rules below.
      `${inSubgraph}/(domain|data)/`,
      `${inSubgraph}/context[.]ts$`,
      ours('kit'),
      library('graphql'),
    ],
  ),
  forbid(
    'resolvers-know-types-of-data',
    'Loaders reach a resolver through its context; rows and entities are types to it.',
    `${inSubgraph}/resolvers/`,
    { path: `${inSubgraph}/data/`, ...notTypes },
  ),
  forbid(
    'resolvers-stand-alone',
    'Two resolvers share a use case or a loader, not each other.',
    { path: `${inSubgraph}/resolvers/(Query|Mutation|Subscription)/`, pathNot: test },
    { path: `${inSubgraph}/resolvers/(Query|Mutation|Subscription)/` },
  ),
  only('events-call-usecases', 'An event handler maps an envelope to a use case.', `${inSubgraph}/events/`, [
    `${inSubgraph}/usecases/`,
    `${inSubgraph}/domain/`,
    `${inSubgraph}/(data/|context[.]ts$)`,
    ours('events', 'messaging', 'kit'),
  ]),
  forbid(
    'events-know-types-of-data',
    'The transaction is handed in; a handler decides nothing and reads nothing.',
    `${inSubgraph}/events/`,
    { path: `${inSubgraph}/data/`, ...notTypes },
  ),
  forbid(
    'usecases-know-no-door',
    'A use case serves every door: it knows neither GraphQL nor Kafka nor HTTP.',
    `${inSubgraph}/usecases/`,
    {
      path: [
        `${inSubgraph}/(resolvers|events|generated)/`,
        library('graphql', 'kafkajs', 'undici', '@apollo', '@prisma', 'pg'),
        '^(node:)?(http|https|http2|net)$',
      ],
    },
  ),
  only('domain-is-pure', 'Rules and values: no I/O, no time, no library.', `${inSubgraph}/domain/`, [
    ours('kit'),
  ]),
  forbid(
    'data-decides-nothing',
    'Rows in, rows out: no use case, no door, no event.',
    `${inSubgraph}/data/`,
    {
      path: [`${inSubgraph}/(usecases|resolvers|events)/`, ours('events')],
    },
  ),
  forbid(
    'prisma-lives-in-data',
    'Only the data room knows the client; others may name its types.',
    { path: `${inSubgraph}/`, pathNot: [`${inSubgraph}/(data|generated)/`, test] },
    { path: [`${inSubgraph}/generated/prisma/`, library('@prisma')], ...notTypes },
  ),
  forbid(
    'subgraphs-are-strangers',
    'Subgraphs meet in federation keys and event contracts only.',
    { path: '^subgraphs/([^/]+)/' },
    { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
  ),
];

const packages = [
  forbid(
    'executor-stands-alone',
    'The executor knows no commerce and no other package of ours.',
    '^packages/executor/src/',
    {
      path: ['^packages/(?!executor/)', '^(gateway|subgraphs|standalone|tools)/'],
    },
  ),
  forbid('executor-knows-no-server', 'The executor runs under any server.', '^packages/executor/src/', {
    path: library('@apollo/server', '@apollo/gateway'),
  }),
  only('events-are-schemas', 'Contracts: zod and nothing that does anything.', '^packages/events/src/', [
    library('zod'),
  ]),
  forbid(
    'messaging-knows-no-service',
    'Messaging carries events for whoever comes.',
    '^packages/messaging/src/',
    {
      path: ['^(subgraphs|gateway|standalone|tools)/', '^packages/(?!messaging/|events/|kit/)'],
    },
  ),
  forbid('kit-knows-nobody', 'The chassis carries all and depends on none.', '^packages/kit/src/', {
    path: ['^(subgraphs|gateway|standalone|tools)/', '^packages/(?!kit/)'],
  }),
  forbid(
    'testkit-is-for-tests',
    'What tests use is not shipped.',
    {
      path: '^(gateway|subgraphs|packages|standalone|tools)/',
      pathNot: [test, '^packages/testkit/', '/tests?/'],
    },
    { path: ours('testkit') },
  ),
  forbid('gateway-is-the-edge', 'The gateway has no database and no subgraph’s code.', '^gateway/src/', {
    path: ['^(subgraphs|standalone|tools|prisma)/', library('@prisma', 'pg')],
  }),
  forbid(
    'standalone-uses-doors',
    'The embedded platform starts services by their composition roots; it reaches into none.',
    '^standalone/',
    {
      path: '^(gateway|subgraphs/[^/]+)/src/',
      pathNot: '^(gateway|subgraphs/[^/]+)/src/((context|config)[.]ts$|seed/)',
    },
  ),
  forbid(
    'no-circles',
    'Two files that need each other are one file, or a third.',
    { pathNot: '/generated/' },
    {
      circular: true,
      viaOnly: { dependencyTypesNot: ['type-only'] },
    },
  ),
];

module.exports = {
  forbidden: [...rooms, ...packages],
  options: {
    doNotFollow: { path: ['node_modules', '/generated/'] },
    exclude: { path: ['(^|/)(templates|peers|coverage)/', '^tests/contract/fixtures/'] },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
