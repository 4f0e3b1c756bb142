import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { invariantNames } from './invariants.ts';
import { isRun } from './is-run.ts';
import { statements } from './statements.ts';

/** What the simulator cannot show, or shows with a stand-in: the tests on the real thing, by name. */
const elsewhere: readonly (readonly [invariant: keyof typeof statements, path: string, name: string])[] = [
  ['I1', 'test/app/storage/database.test.ts', 'asks for strict durability in every transaction that writes'],
  ['I2', 'test/hub/store/embedded-postgres.test.ts', 'loses no acknowledged row when hub and server are killed'],
  ['I6', 'test/hub/custody/push-outcomes.test.ts', 'takes the good ones of a batch whatever lies between them'],
  ['I9', 'test/hub/routes/pull.test.ts', 'has no hole and no repeat while many write at once'],
  ['I9', 'test/hub/routes/pull.test.ts', 'would miss that change without the lock'],
  ['I12', 'test/contract/phone-sync.test.ts', 'saves and sends by whatever clock, and is bracketed by the hub’s'],
  [
    'I13',
    'test/contract/phone-people.test.ts',
    'still goes while nobody is on duty; nothing is read then, and nothing recorded in anybody’s name',
  ],
  [
    'I15',
    'test/app/storage/version-1.test.ts',
    'has no table, key or index that the present code dropped, and no row changed by being opened',
  ],
  ['I15', 'test/app/storage/version-1.test.ts', 'goes on: its draft is finished and chained after its last event'],
  ['I11', 'test/contract/phone-parts.test.ts', 'goes in chunks and arrives whole'],
  ['I11', 'test/contract/part-store.test.ts', 'throws away chunks that do not hash to the name'],
  ['I14', 'test/app/custody/two-tabs.test.ts', 'append 200 events at once to one chain without fork, hole or loss'],
  [
    'I17',
    'test/hub/mqtt/alarms.test.ts',
    'that were over before the newest live reading are listed as late and disturb nothing',
  ],
  [
    'I18',
    'test/app/custody/violation-drafts.test.ts',
    'holds nothing personal in clear, before and after it is finished',
  ],
  [
    'I18',
    'test/hub/routes/serving.test.ts',
    'logs each request by its declared path, and no name, address, query or body',
  ],
];

describe('what the simulator cannot show', () => {
  it.each(elsewhere)('%s is tested in %s: %s', (_invariant, path, name) => {
    expect(isRun(readFileSync(path, 'utf8'), name)).toBe(true);
  });

  it.each([
    ['itself is skipped', "describe('all', () => { it.skip('one', () => {}); });"],
    ['stands in what is skipped', "describe.skip('all', () => { describe('some', () => { it('one', () => {}); }); });"],
    ['is left for later', "describe('all', () => { it.todo('one'); });"],
    ['is run on a condition', "describe.skipIf(here)('all', () => { it('one', () => {}); });"],
    ['is shut out by another', "it.only('other', () => {}); describe('all', () => { it('one', () => {}); });"],
    ['is a comment', "describe('all', () => { /* it('one', () => {}); */ });"],
    ['is called by nobody', "const later = () => { it('one', () => {}); };"],
    ['skips itself', "describe('all', () => { it('one', (test) => { test.skip(); }); });"],
  ])('finds out a test that %s', (_how, text) => {
    expect(isRun(text, 'one')).toBe(false);
  });

  it.each([
    "describe('all', () => { it('one', () => {}); });",
    "describe.each([1])('all %s', () => { describe('some', () => { it('one', async () => {}); }); });",
  ])('knows one that is run: %s', (text) => {
    expect(isRun(text, 'one')).toBe(true);
  });

  it('leaves no invariant without a test', () => {
    const tested = new Set<string>([...invariantNames, ...elsewhere.map(([invariant]) => invariant)]);
    expect(Object.keys(statements).filter((name) => !tested.has(name))).toEqual([]);
  });
});
