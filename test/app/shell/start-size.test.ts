import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

/** What a first visit fetches of scripts before there can be a verdict, as brotli. Raise it for what a verdict needs, not for what can come later. */
const budgetBytes = 88_250;

const assets = 'dist/app/assets';
const read = (file: string) => readFileSync(`${assets}/${file}`, 'utf8');
const wordIds = (text: string) => [...text.matchAll(/\b([sh][0-9a-f]{16})\b/g)].map(([, id = '']) => id);

/** The scripts the page names and everything they import at once. */
function startFiles(): string[] {
  const page = readFileSync('dist/app/index.html', 'utf8');
  const waiting = [...page.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, file = '']) => file);
  const found = new Set<string>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const [, name = ''] of read(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) waiting.push(name);
  }
  return [...found];
}

describe('the start of the app, as built', () => {
  beforeAll(() => void execFileSync(process.execPath, ['src/hub/start.mjs', '--build']), 300_000);

  it(`weighs at most ${budgetBytes / 1000} kB before the first verdict`, () => {
    const files = startFiles();
    expect(files.some((file) => read(file).includes('hl-verdict-card'))).toBe(true);
    const bytes = files.reduce((sum, file) => sum + brotliCompressSync(read(file)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(budgetBytes);
  });

  it('has every Chinese word once, at the start or later', () => {
    const all = wordIds(readFileSync('src/app/locales/generated/zh-Hans.ts', 'utf8')).sort();
    const built = readdirSync(assets).filter((file) => file.endsWith('.js'));
    expect(built.flatMap((file) => wordIds(read(file))).sort()).toEqual(all);
    const first = startFiles().flatMap((file) => wordIds(read(file)));
    expect(first.length).toBeGreaterThan(50);
    expect(first.length).toBeLessThan(all.length / 2);
  });
});
