// A shopper's day against the running platform, each step with its GraphQL: `npm run demo`.
import { stateFile } from '../paths.ts';
import { readState } from '../state-file.ts';
import { playDay } from './day.ts';
import { createNarrator } from './narrator.ts';

if (process.argv.includes('--help')) {
  console.log(
    'npm run demo\n\nPlays a shopper\'s day against the platform that "npm start" runs, and prints each step.',
  );
  process.exit(0);
}
const state = readState(stateFile());
if (!state) {
  console.error(
    'Nothing runs here yet: start the platform with "npm start", then run the demo in another terminal.',
  );
  process.exit(1);
}
const tell = createNarrator((line) => console.log(line), process.stdout.isTTY);
try {
  await playDay(tell, state);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
