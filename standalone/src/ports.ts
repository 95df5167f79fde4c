import { createServer } from 'node:net';
import { StartProblem } from './problem.ts';

/** Free ports of the loopback interface, all different. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  // All are held open until the last is known, so that none is given twice.
  const held = await Promise.all(names.map(() => listen(0)));
  await Promise.all(held.map(({ close }) => close()));
  return Object.fromEntries(names.map((name, index) => [name, held[index]!.port])) as Record<Name, number>;
}

export async function assertPortFree(port: number): Promise<void> {
  try {
    await (await listen(port)).close();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new StartProblem(
        `Port ${port} is taken; stop what uses it, or choose another: PORT=4100 npm start`,
      );
    }
    if (code === 'EACCES') throw new StartProblem(`Port ${port} is not yours to use; choose one above 1023.`);
    throw error;
  }
}

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: address !== null && typeof address === 'object' ? address.port : port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}
