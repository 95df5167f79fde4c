// SDL → types of resolvers. Names the file and line of a mistake, which codegen itself buries in a stack.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GraphQLError, parse, Source } from 'graphql';
import { generate } from '@graphql-codegen/cli';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { resolverTypes, schemaFiles } from '../../codegen.ts';
import { root, ToolError } from '../lib/workspace.ts';
import type { GenerateStep } from './step.ts';

/** Undefined for a subgraph without a schema yet. */
export function resolverTypesStep(name: string): GenerateStep | undefined {
  const files = schemaFiles(name);
  if (files.length === 0) return undefined;
  const mappers = `subgraphs/${name}/src/resolvers/mappers.ts`;
  return {
    output: `subgraphs/${name}/src/generated/graphql.ts`,
    sources: existsSync(join(root, mappers)) ? [...files, mappers] : files,
    async run() {
      files.forEach(checkSyntax);
      await runCodegen(resolverTypes(name), `subgraphs/${name}/schema`);
    },
  };
}

/** Runs codegen in this process and writes what it made. */
export async function runCodegen(generates: CodegenConfig['generates'], blame: string): Promise<void> {
  try {
    const outputs = (await generate({ generates, silent: true, cwd: root }, false)) as CodegenOutput[];
    for (const output of outputs) {
      const file = join(root, output.filename);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, output.content);
    }
  } catch (error) {
    const problems = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    throw new ToolError(`${blame}: ${problems.map(messageOf).join('; ')}`, { cause: error });
  }
}

export function checkSyntax(file: string): void {
  try {
    parse(new Source(readFileSync(join(root, file), 'utf8'), file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ToolError(`${file}:${error.locations?.[0]?.line}: ${error.message}`, { cause: error });
  }
}

/** The sentence itself: codegen wraps it in a header, a stack and advice. */
function messageOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error))
    .split('\n')
    .map((line) => line.trim());
  const stackAt = lines.findIndex((line) => line.startsWith('at '));
  const sentences = stackAt === -1 ? lines : lines.slice(0, stackAt);
  return sentences.filter((line) => line !== '' && !/^(Failed to load|Error:)/.test(line)).join(' ');
}

type CodegenOutput = { filename: string; content: string };
