// jest would compile TypeScript here itself; a native module imports it as Node does.
export { default } from '../src/global-teardown.ts';
