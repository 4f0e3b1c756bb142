import { main } from '../../src/hub/zones/main.ts';

/** `npm run zones -- …` as a process of its own, from the sources. Says when it can be told to stop. */
const [, , ...args] = process.argv;
const running = main(process.cwd(), args);
process.stderr.write('running\n');
await running;
