// Prisma schema → client inside its subgraph. Migrations are another tool's.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, ToolError } from '../lib/workspace.ts';
import type { GenerateStep } from './step.ts';

const run = promisify(execFile);

export function prismaStep(name: string): GenerateStep {
  const schema = `prisma/${name}/schema.prisma`;
  return {
    output: `subgraphs/${name}/src/generated/prisma`,
    sources: [schema],
    async run() {
      try {
        // Generating needs no engine, but the CLI would download one: any existing file keeps it off the network.
        await run(join(root, 'node_modules', '.bin', 'prisma'), ['generate', '--schema', schema], {
          cwd: root,
          env: {
            ...process.env,
            PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
            PRISMA_HIDE_UPDATE_MESSAGE: '1',
            CHECKPOINT_DISABLE: '1',
            DATABASE_URL: process.env.DATABASE_URL ?? 'postgresql://localhost/none',
          },
        });
      } catch (error) {
        throw new ToolError(`${schema}: ${firstProblem(error)}`, { cause: error });
      }
    },
  };
}

/** The CLI's message without colours and decoration: what is wrong and in which line. */
function firstProblem(error: unknown): string {
  const text =
    error instanceof Error && 'stderr' in error ? `${String(error.stderr)}\n${error.message}` : String(error);
  // eslint-disable-next-line no-control-regex -- colours are control characters
  const plain = text.replaceAll(/\u001b\[[\d;]*m/g, '');
  const problem = /error: (.+)/.exec(plain)?.[1];
  const line = /schema\.prisma:(\d+)/.exec(plain)?.[1];
  return problem ? `${problem}${line ? ` (line ${line})` : ''}` : plain.trim();
}
