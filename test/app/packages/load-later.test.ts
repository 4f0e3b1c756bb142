import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BuiltInPackages } from '../../../src/app/packages/built-in-packages.ts';
import { ChosenPackages } from '../../../src/app/packages/chosen-packages.ts';
import { loadLater } from '../../../src/app/packages/load-later.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone } from '../../support/phone.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function occasions() {
  const told: (() => void)[] = [];
  const on = (wake: () => void) => void told.push(wake);
  return { onOnline: on, onVisible: on, come: () => void told.map((wake) => wake()) };
}

it('tries again every few seconds, until it succeeds', async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => {
    if (load.mock.calls.length < 4) throw new TypeError('no line');
  });
  const loaded = loadLater(load, occasions(), new TypeError('no line'));
  const tries: number[] = [];
  for (let second = 0; second < 20; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    tries.push(load.mock.calls.length);
  }
  await loaded;
  expect(tries).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4]);
});

it('tries at once when there is an occasion', async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => undefined);
  const hints = occasions();
  const loaded = loadLater(load, hints, new TypeError('no line'));
  await vi.advanceTimersByTimeAsync(10);
  hints.come();
  await loaded;
  expect(load).toHaveBeenCalledOnce();
});

it('says meanwhile that there is nothing to judge by, and judges as soon as there is', async () => {
  const phone = aPhone({ fetch: noHub });
  let hasLine = false;
  const read = async (path: string) => {
    if (!hasLine) throw new TypeError('no line');
    return new Uint8Array(await readFile(`public${path}`));
  };
  const none = { subscribe: () => () => undefined };
  const sources = {
    permits: none,
    readSigned: async () => [],
    watchSigned: () => none,
    bringRulebook: async () => false,
  };
  const packages = new ChosenPackages(
    new BuiltInPackages(read),
    phone.stores.packages,
    () => Promise.reject(new Error('no worker')),
    sources,
  );
  const seen: string[] = [];
  packages.active.subscribe(
    (value) => seen.push(value ? 'rules' : 'none'),
    () => seen.push('problem'),
  );
  await expect(packages.load()).rejects.toThrow('no line');
  hasLine = true;
  await packages.load();
  packages.active.subscribe(
    (value) => seen.push(value ? 'rules' : 'none'),
    () => seen.push('problem'),
  );
  expect(seen).toEqual(['none', 'problem', 'rules', 'rules']);
  phone.close();
});
