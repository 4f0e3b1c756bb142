import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const elements = ['test/**/hl-*.test.ts', 'test/**/*.browser.test.ts'];
const postgres = 'test/support/postgres-setup.ts';
const setupFiles = ['fake-indexeddb/auto', `${root}/test/support/property-seed-setup.ts`];

/** What must hold on any PostgreSQL: run on the embedded one and once more on the system's. */
const metByDatabase = [
  'test/contract/phone-{carried-parts,courier,people,releases,restore,restored-hub,succession,sync}.test.ts',
  'test/hub/backup/restore.test.ts',
  'test/hub/custody/*.test.ts',
  'test/hub/evidence/{daily-work,erasing,export,held-records,other-lives,taken-ids}.test.ts',
  'test/hub/{incidents,telemetry}/*.test.ts',
  'test/hub/keys/*.test.ts',
  'test/hub/mqtt/{alarms,any-order,ingest,late-readings}.test.ts',
  'test/hub/rejudging/*.test.ts',
  'test/hub/routes/{administration,enrolment,parts,pull,sessions}.test.ts',
  'test/hub/store/{database,migrate,schema-*}.test.ts',
];
/** On servers of the system's packages that they start themselves. */
const onExternal = ['test/hub/*-external.test.ts'];

/** Whole hubs in the worker's own process: to load their modules anew for every file would take longer than most tests. */
const shared = {
  isolate: false,
  setupFiles,
  testTimeout: 60_000, // on a machine that does other things as well
  hookTimeout: 120_000,
};

/** Everything that runs in Node. `unit` takes whatever no other project claims, so that no file is left out. */
export default defineConfig({
  root,
  test: {
    root,
    maxWorkers: 2,
    expect: { poll: { timeout: 20_000 } }, // a second, as by default, passes quickly on a machine that does other things as well
    // Dexie looks for IndexedDB when it is loaded, which may be long before a test has use for it.
    setupFiles,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...elements, 'test/{asyncapi,hub,contract,simulation,journey}/**', 'test/results/**'],
          isolate: false, // nothing here keeps state between files, and each file would load the same modules anew
          testTimeout: 30_000, // property tests on a machine that does other things as well
        },
      },
      {
        extends: true,
        test: {
          name: 'hub',
          include: ['test/{hub,contract}/**/*.test.ts'],
          exclude: [...elements, ...onExternal],
          ...shared,
          maxWorkers: 3, // much of it waits: for databases to start, for processes to die
          globalSetup: existsSync(`${root}/${postgres}`) ? [postgres] : [],
        },
      },
      {
        extends: true,
        test: {
          name: 'external',
          include: [...metByDatabase, ...onExternal],
          ...shared,
          maxWorkers: 2,
          globalSetup: ['test/support/external-postgres-setup.ts'],
        },
      },
      { extends: true, test: { name: 'asyncapi', include: ['test/asyncapi/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
});
