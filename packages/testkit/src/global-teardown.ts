import { rmSync } from 'node:fs';
import './global-setup.ts';

export default async function tearDown(): Promise<void> {
  const server = globalThis.bazaarTestServer;
  if (!server) return;
  globalThis.bazaarTestServer = undefined;
  delete process.env['TEST_DATABASE_URL'];
  await server.stop();
  rmSync(server.folder, { recursive: true, force: true });
}
