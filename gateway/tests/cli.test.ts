// The command as a stranger runs it: in a process of its own, on somebody else's supergraph.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { eventually } from '@bazaar/testkit';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const supergraph = join(folder, 'supergraph.graphql');
const script = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const processes: ChildProcess[] = [];
let subgraph: Server;
let subgraphUrl: string;

beforeAll(async () => {
  subgraph = createServer((_request, response) => {
    const error = {
      message: 'No such book.',
      path: ['book'],
      extensions: { code: 'BOOK_MISSING', shelf: 3, stacktrace: ['at home'] },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { title: 'Emma', book: null }, errors: [error] }));
  });
  subgraph.listen(0, '127.0.0.1');
  await once(subgraph, 'listening');
  subgraphUrl = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
  writeFileSync(
    supergraph,
    composed('type Query { title: String book: Int } type Subscription { sold: Int }'),
  );
});

afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  subgraph.closeAllConnections();
  subgraph.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the command that serves any supergraph', () => {
  it('serves it with nothing around it, in production too, and reads the file again when it changes', async () => {
    const child = run(['--supergraph', supergraph, '--port', '0'], {
      BOOK_SHOP_URL: subgraphUrl,
      ...{ NODE_ENV: 'production', JWKS_URL: 'http://nowhere.invalid', KAFKA_BROKERS: 'nowhere.invalid:9' },
    });
    let output = '';
    child.stdout!.on('data', (chunk) => (output += String(chunk)));
    const url = await eventually(() => {
      const found = /"url":"(http:[^"]+)"/.exec(output)?.[1];
      if (found === undefined) throw new Error(`It does not serve yet: ${output}`);
      return found;
    });

    const answer = await ask(url, '{ title book }');
    expect(answer.data).toEqual({ title: 'Emma', book: null });
    expect(answer.errors).toEqual([
      {
        message: 'No such book.',
        path: ['book'],
        extensions: { code: 'BOOK_MISSING', shelf: 3, requestId: expect.any(String) },
      },
    ]);
    expect((await ask(url, '{ __schema { queryType { name } } }')).errors).toHaveLength(1);
    expect((await ask(url, 'subscription { sold }')).errors?.[0]?.message).toBe(
      'A subscription has no single answer: it takes a connection that stays open.',
    );

    writeFileSync(supergraph, composed('type Query { title: String pages: Int }'));
    await eventually(async () => {
      const { errors } = await ask(url, '{ title pages }');
      if (errors?.[0]?.message.startsWith('Cannot query') === true) throw new Error('not read again yet');
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    [['--supergraf', 'x'], "Unknown option '--supergraf'; --help tells more."],
    [['--supergraph', folder, '--port', 'four'], '--port takes a number up to 65535, not four.'],
    [['--supergraph', folder, '--port', '65536'], '--port takes a number up to 65535, not 65536.'],
    [['--supergraph', folder, '--poll', 'never'], '--poll takes a number of seconds up to 86400, not never.'],
    [['--supergraph', folder, '--poll', '86401'], '--poll takes a number of seconds up to 86400, not 86401.'],
    [['--supergraph', folder], `The supergraph ${folder} can not be read: EISDIR.`],
  ])('ends with one sentence when it is started with %j', async (flags, sentence) => {
    expect(await endOf(run(flags))).toEqual([1, `${sentence}\n`]);
  });

  it('ends with one sentence when its port is taken', async () => {
    const { port } = new URL(subgraphUrl);
    const flags = ['--supergraph', supergraph, '--port', port, '--subgraph', `book-shop=${subgraphUrl}`];
    expect(await endOf(run(flags))).toEqual([
      1,
      `Port ${port} of 127.0.0.1 is taken; say another with --port.\n`,
    ]);
  });
});

function run(flags: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [script, ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  return child;
}

async function endOf(child: ChildProcess): Promise<[number | null, string]> {
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  return [code as number | null, said];
}

async function ask(url: string, query: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

function composed(sdl: string): string {
  const services = [{ name: 'book-shop', url: 'http://127.0.0.1:9/', typeDefs: parse(sdl) }];
  return composeServices(services).supergraphSdl!;
}

type Answer = {
  data?: unknown;
  errors?: readonly { message: string; path?: unknown; extensions?: unknown }[];
};
