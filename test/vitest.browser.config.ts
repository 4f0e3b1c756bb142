import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const launchOptions = { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] };

/** Elements in a real browser, at the size of a ranger's phone unless a test sets another. */
export default defineConfig({
  root,
  test: {
    root,
    name: 'elements',
    include: ['test/**/hl-*.test.ts', 'test/**/*.browser.test.ts'],
    exclude: ['test/journey/**', 'test/results/**'],
    maxWorkers: 1,
    // Beside other steps on two cores, and with maps drawn without a graphics card.
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 360, height: 740 },
      provider: playwright({ launchOptions, contextOptions: { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
