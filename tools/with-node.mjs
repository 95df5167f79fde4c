// The front door of every npm script. It runs on whatever Node the machine has (≥ 20), installs the
// workspace when it is missing or stale, and hands over to the Node 24 that the workspace carries.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.bazaar-installed');
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Bazaar needs Node 20 or newer to start; this is ${process.version}. See https://nodejs.org.`);
}
const [script, ...args] = process.argv.slice(2);
if (!script) fail('usage: node tools/with-node.mjs <script.ts> [arguments]');
process.chdir(root);
install();
run();

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing the workspace (about 20 s the first time) …');
  const frozen = existsSync(join(root, 'pnpm-lock.yaml')) ? ['--frozen-lockfile'] : [];
  const result = spawnSync('npx', ['--yes', 'pnpm@12', 'install', ...frozen, '--reporter=append-only'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(result.stdout, result.stderr);
    fail(
      'The installation failed; its output is above. Check the connection to the npm registry and try again.',
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
  generate();
}

function generate() {
  const generator = join(root, 'tools', 'generate.ts');
  if (script === 'tools/generate.ts' || !statSync(generator, { throwIfNoEntry: false })) return;
  const result = spawnSync(node, ['--disable-warning=ExperimentalWarning', generator], { stdio: 'inherit' });
  if (result.status !== 0) fail('Generating clients and types failed; see above.');
}

function run() {
  // How our processes run Node; the Dockerfile says the same. docs/adr/0016 has the reasons.
  const { flags, env } = JSON.parse(readFileSync(join(root, 'tools', 'runtime.json'), 'utf8'));
  const child = spawn(node, [...flags, script, ...args], {
    stdio: 'inherit',
    env: {
      ...env,
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    },
  });
  // Ctrl-C reaches the child through the terminal; a signal sent to this process alone is handed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
