import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const elements = ['test/**/hl-*.test.ts', 'test/**/*.browser.test.ts'];
const postgres = 'test/support/postgres-setup.ts';

/** Everything that runs in Node. `unit` takes whatever no other project claims, so that no file is left out. */
export default defineConfig({
  root,
  test: {
    root,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...elements, 'test/{hub,contract,simulation,journey}/**', 'test/results/**'],
          isolate: false, // nothing here keeps state between files, and each file would load the same modules anew
          testTimeout: 30_000, // property tests on a machine that does other things as well
        },
      },
      {
        extends: true,
        test: {
          name: 'hub',
          include: ['test/{hub,contract}/**/*.test.ts'],
          exclude: elements,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          maxWorkers: 3, // much of it waits: for databases to start, for processes to die
          globalSetup: existsSync(`${root}/${postgres}`) ? [postgres] : [],
        },
      },
      {
        extends: true,
        test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 120_000 },
      },
    ],
  },
});
