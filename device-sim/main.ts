import { join } from 'node:path';
import process from 'node:process';
import { asksForHelp, usage } from './read-arguments.ts';
import { runSimulator } from './run-simulator.ts';

const args = process.argv.slice(2);
if (asksForHelp(args)) console.log(usage);
else run();

/** `npm run sim -- <scenario> …`: runs until Ctrl-C or SIGTERM. */
function run(): void {
  const running = runSimulator(args, {
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
}
