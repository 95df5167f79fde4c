import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CategoriesDocument, ProductListDocument, ProductPageDocument, toManifest } from '@bazaar/client';
import { newId } from '@bazaar/kit';

/** The demonstration partner: may run the operations of its manifest, and no others. */
export type Partner = { key: string; partnersFile: string; manifest: string };

/** Writes the partner's manifest and entry into the data folder; the key stays the same for as long as the data. */
export function ensurePartner(dataFolder: string): Partner {
  const folder = join(dataFolder, 'partners');
  mkdirSync(folder, { recursive: true });
  const keyFile = join(folder, 'demo-partner.key');
  const key = existsSync(keyFile)
    ? readFileSync(keyFile, 'utf8')
    : `bzk_demo_${randomBytes(24).toString('base64url')}`;
  writeFileSync(keyFile, key, { mode: 0o600 });
  const manifest = join(folder, 'demo-partner.manifest.json');
  writeFileSync(
    manifest,
    JSON.stringify(toManifest([ProductListDocument, ProductPageDocument, CategoriesDocument]), null, 2),
  );
  const partnersFile = join(folder, 'partners.json');
  const id = existsSync(partnersFile)
    ? (JSON.parse(readFileSync(partnersFile, 'utf8')) as { id: string }[])[0]!.id
    : newId('Partner');
  const keyHash = createHash('sha256').update(key).digest('hex');
  writeFileSync(
    partnersFile,
    JSON.stringify(
      [{ id, name: 'Demo Partner', keyHash, permissions: [], mode: 'safelist', manifest }],
      null,
      2,
    ),
  );
  return { key, partnersFile, manifest };
}
