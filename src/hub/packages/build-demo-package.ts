import { mkdir, writeFile } from 'node:fs/promises';
import { demoPackage } from './demo-package.ts';
import { packagesFolder, readDemoSources } from './read-demo-sources.ts';

/** Writes the demonstration package to `public/packages/`: `npx tsx src/hub/packages/build-demo-package.ts`. */
export async function buildDemoPackage(): Promise<void> {
  for (const [path, text] of demoPackage(await readDemoSources())) {
    const file = new URL(path, packagesFolder);
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, text);
    process.stdout.write(`${path}  ${Buffer.byteLength(text)} bytes\n`);
  }
}

await buildDemoPackage();
