import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes fixtures; no tests. */
export default defineConfig({
  root,
  test: {
    root,
    include: ['test/support/write-{hub,phone,evidence}-fixture.ts'],
    globalSetup: ['test/support/postgres-setup.ts'],
    testTimeout: 60_000,
  },
});
