import { defineConfig } from '@playwright/test';

/** Each journey has a hub, a broker and browsers of its own and much of it is waiting, so two run side by side. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] === 'true',
  outputDir: '../results/journeys',
  reporter: [['list'], ['json']],
});
