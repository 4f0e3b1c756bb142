import { defineConfig } from 'vite';
import { precacheServiceWorker } from './precache-service-worker.ts';

const builtAt = Number(process.env['SOURCE_DATE_EPOCH'] ?? 0) * 1000 || Date.now();

/** The app: one page, its service worker, MapLibre's own worker. `npx vite build` writes dist/app. */
export default defineConfig({
  define: { __BUILT_AT__: JSON.stringify(builtAt) },
  publicDir: 'public',
  worker: { format: 'es' },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
  },
  plugins: [precacheServiceWorker('src/app/service-worker.ts')],
});
