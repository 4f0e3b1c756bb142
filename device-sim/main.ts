import { join } from 'node:path';
import process from 'node:process';
import { runSimulator } from './run-simulator.ts';

/** `npm run sim -- <scenario> …`: runs until Ctrl-C or SIGTERM. */
const running = runSimulator(process.argv.slice(2), {
  folder: join(process.env.HULIN_DATA ?? 'data', 'simulator'),
  say: (line) => console.log(line),
});
if (running.ok) {
  const stop = () => void running.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} else {
  console.error(`hulin-sim: ${running.because}`);
  process.exitCode = 2;
}
