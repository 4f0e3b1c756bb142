// The built hub in a process of its own whose clock can be shifted and which kills itself where it is told to, by messages of its
// parent: `{shiftMs}`, `{fault: 'before-commit' | 'after-commit' | null}`. Neither is in the product: both are handed in from here.
// STAGED_ROOT is a folder to serve `dist/app` and `public/packages` from instead of the project's, STAGED_SHIFT_MS the first shift.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { main } from '../../dist/hub/main.js';

const told = { shiftMs: Number(process.env.STAGED_SHIFT_MS ?? 0), fault: null };
process.on('message', (message) => Object.assign(told, message));
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

const dieAt = (fault) => () => {
  if (told.fault === fault) process.kill(process.pid, 'SIGKILL');
};
const faults = { beforeCommit: dieAt('before-commit'), afterCommit: dieAt('after-commit') };
const clock = { now: () => Date.now() + told.shiftMs };

const root = process.env.STAGED_ROOT ?? fileURLToPath(new URL('../..', import.meta.url));
await main(root, process.argv.slice(2), { clock, faults });
