// PostgreSQL refuses to run as root. Where we are root, it runs as somebody else, who must reach its files.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ToolError } from '../lib/workspace.ts';

export type UserIds = { readonly uid: number; readonly gid: number };

/** `postgres` where such a user exists, else `nobody`; undefined where we are not root. */
export function unprivilegedUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user)
    throw new ToolError(
      'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The installation itself, or a copy of it if it stands where only root may go (a checkout in /root). */
export function reachableInstallation(folder: string, user?: UserIds): string {
  if (!user || isReachable(folder, user)) return folder;
  const copy = elsewhere(folder);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
  renameSync(draft, copy);
  return copy;
}

/** The data folder itself, or the one that it then links to. Who removes the link begins with new data. */
export function reachableDataFolder(folder: string, user?: UserIds): string {
  mkdirSync(dirname(folder), { recursive: true });
  if (!user || isReachable(dirname(folder), user)) return folder;
  const target = elsewhere(folder);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
  rmSync(target, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  symlinkSync(target, folder);
  return target;
}

/** Survives a restart of the machine, unlike /tmp. */
function elsewhere(folder: string): string {
  return join('/var/tmp', `bazaar-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
}

/** Whether the user may pass through every folder on the way. */
function isReachable(folder: string, { uid, gid }: UserIds): boolean {
  const { mode, uid: owner, gid: group } = statSync(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (dirname(folder) === folder || isReachable(dirname(folder), { uid, gid }));
}
