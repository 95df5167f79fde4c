import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { acquireInstanceLock } from './instance-lock.ts';
import { openDatabases } from './databases.ts';
import { parseOptions } from './options.ts';
import { assertPortFree, freePorts } from './ports.ts';

describe('what keeps the platform from starting is said in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-start-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a port that is taken, with the way out', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(assertPortFree(port)).rejects.toThrow(`Port ${port} is taken`);
    await new Promise((resolve) => server.close(resolve));
    await expect(assertPortFree(port)).resolves.toBeUndefined();
  });

  it('a second instance; the lock of a killed one is taken over', () => {
    const file = join(folder, 'instance.lock');
    writeFileSync(file, String(process.ppid));
    expect(() => acquireInstanceLock(file)).toThrow(`process ${process.ppid}`);
    // Beyond the largest process id of Linux: nobody's.
    writeFileSync(file, '4194305');
    const lock = acquireInstanceLock(file);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    lock.release();
    expect(() => readFileSync(file, 'utf8')).toThrow();
  });

  it('a data folder that is no database, and it is left as it was', async () => {
    const data = join(folder, 'postgres');
    mkdirSync(data);
    writeFileSync(join(data, 'diary.txt'), 'dear diary');
    await expect(openDatabases(data, join(folder, 'postgres.log'))).rejects.toThrow('--fresh');
    expect(readFileSync(join(data, 'diary.txt'), 'utf8')).toBe('dear diary');
  });

  it('an option that does not exist', () => {
    expect(() => parseOptions(['--nonsense'])).toThrow("Unknown option '--nonsense'");
    expect(parseOptions(['--fresh', '--data', 'x'])).toMatchObject({ isFresh: true, dataFolder: 'x' });
  });

  it('a size that no shop has, with those that there are', () => {
    expect(() => parseOptions(['--size', 'huge'])).toThrow(
      'There is no size "huge" of a shop; choose one of small, medium, large.',
    );
  });

  it('gives each service a port of its own', async () => {
    const ports = Object.values(await freePorts(['a', 'b', 'c', 'd']));
    expect(new Set(ports).size).toBe(4);
  });
});
