/// <reference types="node" />
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, defineConfig, type Plugin } from 'vite';
import { splitWords } from './vite.words.ts';

const hashedName = /-[\w-]{8}\.\w+$/;
const builtAt = Number(process.env['SOURCE_DATE_EPOCH'] ?? 0) * 1000 || Date.now();

/** The app: one page, its service worker, MapLibre's own worker. `npx vite build` writes dist/app. */
export default defineConfig({
  define: { hulinBuiltAt: JSON.stringify(builtAt) },
  publicDir: 'public',
  worker: { format: 'es' },
  // The same release as a module for browsers of these years: 2 kB less than what it gives to all, and what is not used falls away.
  resolve: { alias: { dexie: 'dexie/dist/modern/dexie.mjs' } },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
  },
  plugins: [splitWords(), precacheServiceWorker('src/app/service-worker.ts')],
});

/** Builds the service worker after the app, as one classic script, with the list of every built file in it. */
function precacheServiceWorker(entry: string): Plugin {
  let outDir = '';
  return {
    name: 'hulin-precache-service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async closeBundle() {
      const manifest = JSON.stringify(await listFiles(outDir));
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { 'process.env.NODE_ENV': '"production"', 'self.precached': manifest },
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2022',
          reportCompressedSize: false,
          rolldownOptions: { input: entry, output: { format: 'iife', entryFileNames: 'service-worker.js' } },
        },
      });
    },
  };
}

/** Hashed names need no revision; the others are told apart by their bytes. */
async function listFiles(folder: string): Promise<{ url: string; revision: string | null }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const files = paths.filter((path) => !path.endsWith('.map') && !path.endsWith('service-worker.js')).sort();
  return Promise.all(files.map((path) => describe(folder, path)));
}

async function describe(folder: string, path: string): Promise<{ url: string; revision: string | null }> {
  const url = `/${relative(folder, path).split(sep).join('/')}`;
  const isHashed = url.startsWith('/assets/') && hashedName.test(url);
  return {
    url,
    revision: isHashed
      ? null
      : createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
          .slice(0, 16),
  };
}
