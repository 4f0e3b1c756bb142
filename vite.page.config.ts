/// <reference types="node" />
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const folder = 'src/app/verify-page';

/** The page that checks evidence packages: one HTML file with everything in it, for `file://`. Writes dist/page/verify.html. */
export default defineConfig({
  root: folder,
  publicDir: false,
  build: {
    outDir: '../../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: false,
    rolldownOptions: {
      input: `${folder}/verify-page.ts`,
      output: { format: 'iife', entryFileNames: 'verify-page.js' },
    },
  },
  plugins: [oneFile()],
});

/** Puts the script into the page, and its hash into the page's policy: no other script runs in it, and it reaches no network. */
function oneFile(): Plugin {
  let outDir = '';
  return {
    name: 'hulin-one-file',
    apply: 'build',
    configResolved: ({ root, build }) => {
      outDir = resolve(root, build.outDir);
    },
    async closeBundle() {
      const built = join(outDir, 'verify-page.js');
      const script = (await readFile(built, 'utf8')).replaceAll('</script', '<\\/script').trim();
      const hash = createHash('sha256').update(script).digest('base64');
      const page = await readFile(join(folder, 'verify.html'), 'utf8');
      const filled = page.replace('SCRIPT-HASH', () => hash).replace('SCRIPT', () => script);
      await writeFile(join(outDir, 'verify.html'), filled);
      await rm(built);
    },
  };
}
