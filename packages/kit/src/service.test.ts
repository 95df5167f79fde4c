import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstFailure } from './service.ts';

const service = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'service.ts')).href);

/** Runs a process whose only component gives up, or is told to end; answers what it said and its exit code. */
async function run(ending: string): Promise<{ code: number | null; said: string[] }> {
  const script = `
    import { firstFailure, runService } from ${service};
    const failure = Promise.withResolvers();
    const say = (_fields, message) => console.log(message);
    const log = { debug: say, info: say, warn: say, error: say };
    const component = { name: 'part', failed: failure.promise };
    const live = setInterval(() => undefined, 1000);
    const stop = async () => { clearInterval(live); console.log('drained'); };
    const start = async () => ({ url: 'http://localhost' });
    await runService(() => ({ name: 'test', start, stop, failed: firstFailure([component]) }), log);
    ${ending}`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { env: { NODE_OPTIONS: '' } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said: output.trim().split('\n') };
}

describe('the process of a service', () => {
  it('drains and ends with an error when a component has given up', async () => {
    const { code, said } = await run(`failure.resolve(new Error('for good'));`);
    expect(said).toEqual(['ready: test', 'a component has given up', 'draining', 'drained']);
    expect(code).toBe(1);
  });

  it('drains and ends well when it is told to', async () => {
    const { code, said } = await run(`process.kill(process.pid, 'SIGTERM');`);
    expect(said).toEqual(['ready: test', 'draining', 'drained']);
    expect(code).toBe(0);
  });

  it('goes on while nobody gives up', async () => {
    const never = firstFailure([{ name: 'a' }, { name: 'b', failed: new Promise(() => undefined) }]);
    expect(await Promise.race([never, Promise.resolve('still there')])).toBe('still there');
  });
});
