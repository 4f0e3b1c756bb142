import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Unit {
  readonly id: string;
  readonly source: string;
  readonly target: string | null;
}

const units = (xlf: string): Unit[] =>
  [...xlf.matchAll(/<trans-unit id="([^"]+)">(.*?)<\/trans-unit>/gs)].map(([, id = '', body = '']) => ({
    id,
    source: /<source>(.*?)<\/source>/s.exec(body)?.[1] ?? '',
    target: /<target>(.*?)<\/target>/s.exec(body)?.[1] ?? null,
  }));
const placeholders = (text: string) => [...text.matchAll(/<x id="(\d+)"/g)].map(([, id]) => id).sort();
const words = (text: string) => text.replace(/<x [^>]*\/>/g, '').trim();

describe('the Chinese translation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hulin-locales-'));
  let extracted: Unit[] = [];

  /** Extracts afresh from a copy of the sources, so that a word added today without a translation is found. */
  beforeAll(() => {
    cpSync('src/app', join(folder, 'src/app'), { recursive: true });
    // The extractor needs the type of `msg` alone; every other library would only cost it time.
    mkdirSync(join(folder, 'node_modules/@lit'), { recursive: true });
    symlinkSync(resolve('node_modules/@lit/localize'), join(folder, 'node_modules/@lit/localize'));
    const tool = resolve('node_modules/@lit/localize-tools/bin/lit-localize.js');
    execFileSync(process.execPath, [tool, 'extract', '--config', 'src/app/locales/lit-localize.json'], { cwd: folder });
    extracted = units(readFileSync(join(folder, 'src/app/locales/zh-Hans.xlf'), 'utf8'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has every word on screen', () => {
    expect(extracted.length).toBeGreaterThan(300);
    expect(extracted.filter(({ target }) => target === null).map(({ source }) => source)).toEqual([]);
  });

  it('leaves nothing in English', () => {
    const same = extracted.filter(
      ({ source, target }) => words(source) !== '' && words(source) === words(target ?? ''),
    );
    expect(same.map(({ source }) => source)).toEqual([]);
    const unwritten = extracted.filter(
      ({ target }) => words(target ?? '') !== '' && !/[\p{Script=Han}（）：，·/]/u.test(words(target ?? '')),
    );
    expect(unwritten.map(({ source }) => source)).toEqual([]);
  });

  it('keeps every placeholder', () => {
    const lost = extracted.filter(
      ({ source, target }) => String(placeholders(source)) !== String(placeholders(target ?? '')),
    );
    expect(lost.map(({ source }) => source)).toEqual([]);
  });

  it('is what the app was given', () => {
    const templates = readFileSync('src/app/locales/generated/zh-Hans.ts', 'utf8');
    expect(extracted.filter(({ id }) => !templates.includes(`'${id}'`)).map(({ source }) => source)).toEqual([]);
  });
});
