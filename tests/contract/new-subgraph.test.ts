// The template never rots: a subgraph is made of it in a copy of the repository, and must work there at once.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
// Two words: what only works for one of them shows.
const name = 'gift-card';

let copy: string;
let output: string;
beforeAll(async () => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'bazaar-new-subgraph-')));
  copyRepository();
  output = (await node('tools/new-subgraph.ts', name)).output;
  linkPackage(`subgraphs/${name}`, 'subgraphs/product');
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('pnpm new:subgraph', () => {
  it('makes a service of which nothing reminds of the template', () => {
    const files = globSync(`{subgraphs,prisma,packages/events/src}/${name}/**/*.*`, { cwd: copy });
    expect(files.length).toBeGreaterThan(25);
    for (const file of files)
      expect(`${file}\n${readFileSync(join(copy, file), 'utf8')}`).not.toMatch(/sample.?thing|4999|zzz/i);
    expect(output).toContain('npm run compose');
  });

  it('makes a service that the compiler accepts, and that passes its own tests', async () => {
    expect((await node('tools/generate.ts', name)).code).toBe(0);
    // Both at once: the machine waits for neither.
    const results = await Promise.all([typeCheck(), ownTests()]);
    expect(results.map(({ code, output: text }) => (code === 0 ? 'fine' : text))).toEqual(['fine', 'fine']);
  }, 300_000);

  it('makes a schema that composes with all others, without a hint', async () => {
    const composed = await node('tools/compose.ts');
    expect(composed).toMatchObject({ code: 0 });
    const supergraph = readFileSync(join(copy, 'supergraph.graphql'), 'utf8');
    expect(supergraph).toContain(`@join__graph(name: "${name}", url: "http://127.0.0.1:40`);
    expect(supergraph).toContain('giftCardCreate(input: GiftCardCreateInput!)');
  }, 60_000);

  it.each([
    [name, /is taken/],
    ['product', /is taken: there is subgraphs\/product/],
    ['cart', /is taken: .* has Cart already/],
    ['Gift_Card', /is no name for a subgraph/],
    ['promise', /is a word that the code itself needs/],
  ])('refuses %s in one sentence, and harms nothing', async (refused, reason) => {
    const before = fingerprint();
    const { code, output: text } = await node('tools/new-subgraph.ts', refused);
    expect(code).toBe(1);
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toMatch(reason);
    expect(fingerprint()).toEqual(before);
  });

  it('writes nothing when it is only asked what it would write', async () => {
    const before = fingerprint();
    const { code, output: text } = await node('tools/new-subgraph.ts', 'review', '--dry-run');
    expect(text).toContain('+ subgraphs/review/schema/review.graphql');
    expect(code).toBe(0);
    expect(fingerprint()).toEqual(before);
  });
});

/** What a subgraph is made of and with; links in place of an installation. */
function copyRepository(): void {
  const files = globSync(
    [
      '{.prettierrc.json,*.{json,js,ts,yaml}}',
      'packages/{kit,events,messaging,testkit}/**/*.*',
      'tools/**/*.*',
      'subgraphs/*/{schema,src}/**/{*.graphql,config.ts}',
      'prisma/*/schema.prisma',
      'standalone/{package.json,src/platform.ts}',
      'gateway/src/config.ts',
    ],
    { cwd: root, exclude: (path) => ['node_modules', 'generated'].includes(basename(path)) },
  );
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const room of [
    '.',
    'packages/kit',
    'packages/events',
    'packages/messaging',
    'packages/testkit',
    'tools',
  ])
    linkPackage(room, room);
}

/** Gives a package of the copy what `model` has installed: libraries as they are, our own packages from the copy. */
function linkPackage(room: string, model: string): void {
  const installed = join(root, model, 'node_modules');
  const target = join(copy, room, 'node_modules');
  for (const entry of readdirSync(installed)) {
    if (entry.startsWith('.') && entry !== '.bin') continue;
    const names = entry.startsWith('@')
      ? readdirSync(join(installed, entry)).map((each) => join(entry, each))
      : [entry];
    for (const each of names) {
      mkdirSync(dirname(join(target, each)), { recursive: true });
      const own = join(copy, 'packages', basename(each));
      const source =
        each.startsWith('@bazaar') && existsSync(own) ? own : realpathSync(join(installed, each));
      symlinkSync(each === '@bazaar/tools' ? join(copy, 'tools') : source, join(target, each));
    }
  }
}

function typeCheck(): Promise<Result> {
  const config = {
    extends: './tsconfig.base.json',
    compilerOptions: { typeRoots: ['node_modules/@types'] },
    include: [`subgraphs/${name}`, `prisma/${name}`, 'packages/events/src'],
    exclude: ['**/node_modules'],
  };
  writeFileSync(join(copy, 'tsconfig.new.json'), JSON.stringify(config));
  return node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.new.json');
}

/** The service's own tests, and those that hold for every event. */
function ownTests(): Promise<Result> {
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '-w', '1'];
  return node(
    ...jest,
    '--selectProjects',
    'unit',
    'integration',
    '--',
    `subgraphs/${name}/`,
    'contracts.test.ts',
  );
}

async function node(...args: string[]): Promise<Result> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: copy });
    return { code: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}${stderr}` };
  }
}

/** Every file outside of what is installed, with its text. */
function fingerprint(): string[] {
  const files = globSync('**/*.{ts,json,yaml,graphql,prisma,sql,md}', {
    cwd: copy,
    exclude: (path) => ['node_modules', 'generated'].includes(basename(path)),
  });
  return files.sort().map((file) => `${file}\n${readFileSync(join(copy, file), 'utf8')}`);
}

type Result = { code: number; output: string };
