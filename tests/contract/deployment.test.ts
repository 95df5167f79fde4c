import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '@bazaar/kit';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as Compose;
/** The services that run code of this repository for as long as the platform stands, with where that code is. */
const own = Object.entries(services).flatMap(([name, { command }]) => {
  const main = Array.isArray(command) ? command.at(-1) : undefined;
  return main?.endsWith('/src/main.ts') ? [{ name, folder: main.replace(/\/main\.ts$/, '') }] : [];
});
const subgraphsAndGateways = own.filter(({ folder }) => /^(subgraphs|gateway)\//.test(folder));

describe('docker-compose.yml', () => {
  it('runs every subgraph, and more than one gateway', () => {
    const names = subgraphsAndGateways.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['user', 'product', 'inventory', 'order', 'payment', 'notification', 'node'],
        ...['gateway', 'gateway-2'],
      ]),
    );
  });

  it.each(subgraphsAndGateways)('gives $name everything that it needs', async ({ name, folder }) => {
    const { readEnv, toConfig } = (await import(join(root, folder, 'config.ts'))) as ConfigModule;
    const env = environmentOf(name);
    const config = toConfig(readEnv(env));
    if (name !== 'node') expect(config.kafkaBrokers).not.toEqual([]);
    // What is meant for development is refused where it would do harm.
    expect(() => toConfig(readEnv({ ...env, NODE_ENV: 'production' }))).toThrow(ConfigError);
  });

  it('sets no name that its reader does not know', async () => {
    const unknown = await Promise.all(
      own.map(async ({ name, folder }) => {
        const source = readFileSync(join(root, folder, 'config.ts'), 'utf8');
        const kit = readFileSync(join(root, 'packages/kit/src/config.ts'), 'utf8');
        // The image's health check, and addresses of subgraphs, are not in a schema.
        const names = Object.keys(environmentOf(name)).filter(
          (each) => !/^(READY_PATH|[A-Z]+_URL)$/.test(each),
        );
        return names.filter((each) => !`${source}${kit}`.includes(each)).map((each) => `${name}: ${each}`);
      }),
    );
    expect(unknown.flat()).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('runs Node as everything else does here', () => {
    const { flags, env } = JSON.parse(readFileSync(join(root, 'tools/runtime.json'), 'utf8')) as Runtime;
    const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll(/\\\n\s*/g, '');
    const image = dockerfile.split(/^FROM /m).at(-1);
    expect(image).toContain(`ENTRYPOINT ${JSON.stringify(['node', ...flags]).replaceAll(',', ', ')}`);
    for (const [name, value] of Object.entries(env)) expect(image).toContain(`${name}=${value}`);
    // What is compiled for other flags is compiled for nothing.
    expect(dockerfile).toContain(`RUN node ${flags.join(' ')} tools/compile.ts`);
  });
});

type Runtime = { flags: string[]; env: Record<string, string> };

/** As compose makes it where nothing is set: `${NAME:-default}` is its default. */
function environmentOf(name: string): Record<string, string> {
  const { environment = {} } = services[name]!;
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [
      key,
      String(value).replace(/\$\{\w+:-([^}]*)\}/g, (_, fallback: string) => fallback),
    ]),
  );
}

type Compose = {
  services: Record<string, { command?: string[]; environment?: Record<string, string | number> }>;
};
type ConfigModule = {
  readEnv: (source: Record<string, string>) => object;
  toConfig: (env: object) => { kafkaBrokers: readonly string[] };
};
