import { createIdentitySigner, defaultTenantId, identityHeader, type Identity } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { createTestDatabase } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService, type UserService } from '../src/context.ts';

/** The service in this process on a database of its own, with a clock that tests move. */
export async function startUserService(): Promise<Fixture> {
  const database = await createTestDatabase('user');
  const clock = { offsetMs: 0 };
  const start = async (env: Record<string, string> = {}) => {
    const config = toConfig(readEnv({ ...environment, DATABASE_URL: database.url, ...env }));
    const service = createService(config, {
      driver: createMemoryDriver(),
      now: () => new Date(Date.now() + clock.offsetMs),
    });
    return { service, url: (await service.start()).url };
  };
  const { service, url } = await start();
  return {
    url,
    app: service.app,
    start,
    advance: (ms) => void (clock.offsetMs += ms),
    call: createCaller(url),
    events: async (type) => {
      const { rows } = await database.pool.query<{ payload: Record<string, unknown> }>(
        'SELECT payload FROM messaging.outbox WHERE type = $1 ORDER BY position',
        [`commerce.${type}.v1`],
      );
      return rows.map((row) => row.payload);
    },
    sql: async (text, values = []) => (await database.pool.query<Row>(text, values)).rows,
    stop: async () => {
      await service.stop();
      await database.drop();
    },
  };
}

const sign = createIdentitySigner('bazaar-development-only-secret-00000000');
const environment = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  PORT: '0',
  PASSWORD_HASH_MEMORY_KIB: '1024',
  PASSWORD_HASH_ITERATIONS: '1',
};

/** Calls like the gateway does: with the signature of whoever is meant. */
export const createCaller =
  (url: string) =>
  async (query: string, variables: object = {}, identity: Identity = anyone): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [identityHeader]: await sign(identity) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

export const get = async (url: string, identity?: Identity) =>
  fetch(url, { headers: identity ? { [identityHeader]: await sign(identity) } : {} });

export const anyone: Identity = {
  tenantId: defaultTenantId,
  principal: { kind: 'anonymous' },
  permissions: [],
};
export const person = (id: string, permissions: string[] = [], sessionId = 'ses_none'): Identity => ({
  tenantId: defaultTenantId,
  principal: { kind: 'user', id, sessionId },
  permissions,
});

const tokens = 'session { accessToken refreshToken expiresAt }';
const error = '... on UserError { code message path } ... on ValidationError { issues { path code } }';
export const documents = {
  register: `mutation ($input: UserRegisterInput!) { result: userRegister(input: $input) { __typename
    ... on UserRegisterSuccess { user { id email name locale } ${tokens} } ${error} } }`,
  signIn: `mutation ($input: SessionCreateInput!) { result: sessionCreate(input: $input) { __typename
    ... on SessionCreateSuccess { user { id } ${tokens} } ... on AccountLockedError { retryAfterMs } ${error} } }`,
  refresh: `mutation ($input: SessionRefreshInput!) { result: sessionRefresh(input: $input) { __typename
    ... on SessionRefreshSuccess { ${tokens} } ${error} } }`,
  revoke: `mutation ($input: SessionRevokeInput) { result: sessionRevoke(input: $input) { __typename
    ... on SessionRevokeSuccess { revoked } } }`,
  entities: `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on User { id email } ... on Address { id city } } }`,
};

let count = 0;
export const uniqueEmail = () => `person-${process.pid}-${Date.now()}-${(count += 1)}@example.com`;
export const password = 'correct horse battery';

export type NewPerson = { id: string; email: string; accessToken: string; refreshToken: string };
export async function registerPerson({ call }: Pick<Fixture, 'call'>): Promise<NewPerson> {
  const email = uniqueEmail();
  const { data } = await call(documents.register, { input: { email, password, name: 'Ada' } });
  return { id: data.result.user.id, email, ...data.result.session };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are as free as the queries of the tests
export type Answer = { data: any; errors?: { message: string; extensions: { code: string } }[] };
type Row = Record<string, unknown>;
export type Fixture = {
  url: string;
  app: UserService['app'];
  /** Starts another instance on the same database. */
  start: (env?: Record<string, string>) => Promise<{ service: UserService; url: string }>;
  advance: (ms: number) => void;
  call: ReturnType<typeof createCaller>;
  events: (type: string) => Promise<Row[]>;
  sql: (text: string, values?: unknown[]) => Promise<Row[]>;
  stop: () => Promise<void>;
};
