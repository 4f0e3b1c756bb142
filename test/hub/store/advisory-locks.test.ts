import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { advisoryLocks } from '../../../src/hub/store/advisory-locks.ts';

it('gives every advisory lock a number of its own, and no other file names one', async () => {
  const numbers = Object.values(advisoryLocks);
  expect(new Set(numbers).size).toBe(numbers.length);
  const files = (await readdir('src/hub', { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join('src/hub', name), 'utf8')));
  const naming = files.filter((_, index) => /\b48530\d\d\b/.test(texts[index] ?? ''));
  expect(naming).toEqual([join('store', 'advisory-locks.ts')]);
});
