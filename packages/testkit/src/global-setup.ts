// jest's global setup: one real PostgreSQL for the run, in the parent process, unless TEST_DATABASE_URL names one.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, throwawaySettings } from '@bazaar/tools/services/postgres';

export default async function setUp(): Promise<void> {
  if (process.env['TEST_DATABASE_URL']) return;
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-test-'));
  // As root, PostgreSQL runs as somebody else, who must get through.
  chmodSync(folder, 0o755);
  const server = await startPostgres({
    dataFolder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    settings: { ...throwawaySettings, max_connections: '500' },
  });
  process.env['TEST_DATABASE_URL'] = server.urlOf('postgres');
  globalThis.bazaarTestServer = { folder, stop: () => server.stop() };
}

declare global {
  // The teardown runs in the same process and knows no other way to find it.
  var bazaarTestServer: { folder: string; stop: () => Promise<void> } | undefined;
}
