const variable = 'TEST_DATABASE_URL';

/** The PostgreSQL of this run; `global-setup.ts` has started it unless the environment names one. */
export function serverUrl(): string {
  const url = process.env[variable];
  if (!url)
    throw new Error(
      `${variable} is not set: run the tests through jest, whose global setup starts a server.`,
    );
  return url;
}
