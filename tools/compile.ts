// `node tools/compile.ts`: loads all that services run, so that NODE_COMPILE_CACHE holds it. For images.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool } from './lib/workspace.ts';

const sources = ['gateway', 'subgraphs/*', 'packages/{events,executor,kit,messaging}'];

await runTool(async () => {
  // In production a `main.ts` takes nothing for granted: without an environment it refuses to start, having loaded all.
  process.env.NODE_ENV = 'production';
  const files = globSync(
    sources.map((folder) => `${folder}/src/**/*.ts`),
    { cwd: root, exclude: (name) => /(\.test\.ts|cli\.ts|node_modules)$/.test(name) },
  );
  for (const file of files) {
    await import(join(root, file)).catch(() => undefined);
  }
  console.log(`Compiled ${files.length} files.`);
  process.exit();
});
