// A whole gateway before the test subgraphs, with events in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventContract, PayloadOf } from '@bazaar/events';
import { createLogger, type Service } from '@bazaar/kit';
import { createMemoryDriver, type MessageDriver } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';
import { readEnv, toConfig, type Config } from '../../src/config.ts';
import { createService, type GatewayParts } from '../../src/context.ts';
import { startIssuer, type Issuer } from './issuer.ts';
import { identitySecret, startShop, type Shop } from './shop.ts';

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const shop = await startShop();
  const issuer = await startIssuer();
  await options.before?.({ shop, issuer });
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const supergraphPath = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphPath, shop.sdl);
  for (const [name, content] of Object.entries(options.files ?? {}))
    writeFileSync(join(folder, name), content);
  const driver = createMemoryDriver();
  const config = toConfig(
    readEnv({
      ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', IDENTITY_SECRET: identitySecret },
      ...{ SUPERGRAPH_PATH: supergraphPath, JWKS_URL: `${issuer.url}/jwks`, JWKS_COOLDOWN_MS: '0' },
      ...(options.files?.['partners.json'] && { PARTNERS_PATH: join(folder, 'partners.json') }),
      ...(options.files?.['client.json'] && { CLIENT_MANIFEST_PATH: join(folder, 'client.json') }),
      ...options.env,
    }),
  );
  const lines: LogLine[] = [];
  const logger = createLogger({
    name: 'gateway',
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line) as LogLine) },
  });
  const service = createService({ ...config, ...options.config }, { logger, driver, ...options.parts });
  const { url } = await service.start();
  return {
    ...{ url, shop, issuer, folder, driver, lines, service },
    graphqlUrl: `${url}/graphql`,
    socketUrl: `${url.replace('http', 'ws')}/graphql`,
    post: (body, headers) => post(`${url}/graphql`, body, headers),
    publish: (contract, id, payload, eventId) => publishAs(driver, contract, id, payload, { id: eventId }),
    stop: async () => {
      await service.stop();
      await Promise.all([shop.stopAll(), issuer.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = (await response.json()) as Pick<Answer, 'data' | 'errors' | 'extensions'>;
  return { status: response.status, headers: response.headers, ...json };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export type TestGatewayOptions = {
  env?: Record<string, string>;
  config?: Partial<Config>;
  parts?: GatewayParts;
  /** Written beside the supergraph; `partners.json` and `client.json` (a manifest) are used as such. */
  files?: Record<string, string>;
  before?: (world: { shop: Shop; issuer: Issuer }) => Promise<void> | void;
};

export type Answer = {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: { code: string; requestId?: string } }[];
  extensions?: Record<string, unknown>;
};

type LogLine = Record<string, unknown> & { msg: string };

export type TestGateway = {
  url: string;
  graphqlUrl: string;
  socketUrl: string;
  shop: Shop;
  issuer: Issuer;
  folder: string;
  driver: MessageDriver;
  service: Service;
  lines: LogLine[];
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  publish<C extends EventContract>(
    contract: C,
    id: string,
    payload: PayloadOf<C>,
    eventId?: string,
  ): Promise<void>;
  stop(): Promise<void>;
};
