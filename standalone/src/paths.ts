import { join, resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../..');

export const defaultDataFolder = (): string => join(root, '.bazaar', 'standalone');

/** Where the last started platform of this checkout says how to reach it. */
export const stateFile = (): string => join(root, '.bazaar', 'standalone.json');
