import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries: Readonly<Record<string, string>> = {
  hub: 'src/hub/main.ts',
  sim: 'device-sim/main.ts',
  zones: 'src/hub/zones/main.ts',
  verify: 'src/hub/verify/main.ts',
};

/** Builds a Node program, `--mode hub`, `sim`, `zones` or `verify`, into its folder of `dist`; packages stay in node_modules. */
export default defineConfig(({ mode }) => {
  const entry = entries[mode];
  if (!entry) throw new Error(`--mode must be one of ${Object.keys(entries).join(', ')}`);
  return {
    root,
    configFile: false,
    publicDir: false,
    ssr: { external: true, noExternal: [] },
    build: {
      ssr: entry,
      outDir: `dist/${mode}`,
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'main.js' } },
    },
  };
});
