import { defineConfig } from '@playwright/test';

/** Journeys run one after another: each has a hub, a broker and browsers of its own. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] === 'true',
  outputDir: '../results/journeys',
  reporter: [['list'], ['json']],
});
