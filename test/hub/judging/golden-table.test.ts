import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import { readGoldenTable } from '../../domain/golden/read-golden-table.ts';
import { sayVerdict } from '../../domain/golden/say-verdict.ts';

let folder = '';
let built: { judgeAct: typeof judgeAct };

/** The one judging function as the hub's build makes it for Node. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hulin-judging-'));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { external: true, noExternal: [] },
    build: {
      ssr: 'src/domain/verdict/judge-act.ts',
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'judge-act.mjs' } },
    },
  });
  built = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'judge-act.mjs')).href)) as typeof built;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is answered by the function built for the hub as it is written', async () => {
  const cases = readGoldenTable(await readFile('test/domain/golden/golden-table.md', 'utf8'));
  const wrong = cases.flatMap(({ name, conduct, fix, now, rulebooks, packages, permits, expected }) => {
    const said = sayVerdict(built.judgeAct(conduct, fix, now, rulebooks, packages, permits));
    return said === expected ? [] : [`${name}: ${said}, not ${expected}`];
  });
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(wrong).toEqual([]);
});
