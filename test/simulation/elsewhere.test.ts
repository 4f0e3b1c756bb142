import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { invariantNames } from './invariants.ts';
import { isRun } from './is-run.ts';
import { statements } from './statements.ts';
import { type StandIn, standInNames } from './steps.ts';

/** What the simulator cannot show, or shows by a stand-in: the tests on the real thing, by name. Null: it does not show it at all. */
const elsewhere: readonly (readonly [
  invariant: keyof typeof statements,
  standIn: StandIn | null,
  path: string,
  name: string,
])[] = [
  [
    'I1',
    'isDurableWhenDone',
    'test/app/storage/database.test.ts',
    'asks for strict durability in every transaction that writes',
  ],
  ['I2', null, 'test/hub/store/embedded-postgres.test.ts', 'loses no acknowledged row when hub and server are killed'],
  [
    'I6',
    'refuseBatch',
    'test/hub/custody/push-outcomes.test.ts',
    'takes the good ones of a batch whatever lies between them',
  ],
  [
    'I8',
    'headToGoBy',
    'test/contract/phone-restored-hub.test.ts',
    'has everything again after one round with each phone, and tells them how far the backup reaches',
  ],
  ['I9', 'mayNumber', 'test/hub/routes/pull.test.ts', 'has no hole and no repeat while many write at once'],
  ['I9', 'mayNumber', 'test/hub/routes/pull.test.ts', 'would miss that change without the lock'],
  [
    'I9',
    'standingChanges',
    'test/hub/custody/long-absence.test.ts',
    'is told of the newest change of everything it may see, whoever else is told of what',
  ],
  [
    'I9',
    'standingChanges',
    'test/hub/custody/long-absence.test.ts',
    'gets what was the newest when its pull began, though a later one came before the page was read',
  ],
  [
    'I12',
    'refusesClock',
    'test/contract/phone-sync.test.ts',
    'saves and sends by whatever clock, and is bracketed by the hub’s',
  ],
  [
    'I13',
    'switchPerson',
    'test/contract/phone-people.test.ts',
    'still goes while nobody is on duty; nothing is read then, and nothing recorded in anybody’s name',
  ],
  [
    'I15',
    'changeVersion',
    'test/app/storage/version-1.test.ts',
    'has no table, key or index that the present code dropped, and no row changed by being opened',
  ],
  [
    'I15',
    'changeVersion',
    'test/app/storage/version-1.test.ts',
    'goes on: its draft is finished and chained after its last event',
  ],
  ['I11', 'judgePart', 'test/contract/part-store.test.ts', 'refuses bytes that do not hash to the name'],
  [
    'I11',
    'judgePart',
    'test/hub/routes/parts.test.ts',
    'that no event names is turned away, and nothing is kept of it',
  ],
  [
    'I11',
    'putChunk',
    'test/hub/routes/parts.test.ts',
    'is told where it stands when a chunk begins elsewhere, and nothing is kept of that',
  ],
  ['I11', 'putChunk', 'test/contract/phone-parts.test.ts', 'goes in chunks and arrives whole'],
  [
    'I14',
    null,
    'test/app/custody/two-tabs.test.ts',
    'append 200 events at once to one chain without fork, hole or loss',
  ],
  ['I17', 'acksOnArrival', 'test/hub/mqtt/ingest.test.ts', 'says no /ack before the commit is through'],
  [
    'I17',
    null,
    'test/hub/mqtt/alarms.test.ts',
    'that were over before the newest live reading are listed as late and disturb nothing',
  ],
  [
    'I18',
    'forgetsKeys',
    'test/app/storage/erased-record.test.ts',
    'loses them wherever it stands: as the hub told it, before it was written anew, and where it is carried',
  ],
  [
    'I18',
    null,
    'test/app/custody/violation-drafts.test.ts',
    'holds nothing personal in clear, before and after it is finished',
  ],
  [
    'I18',
    null,
    'test/hub/routes/serving.test.ts',
    'logs each request by its declared path, and no name, address, query or body',
  ],
];

describe('what the simulator cannot show', () => {
  it.each(elsewhere)('%s, %s: is tested in %s: %s', (_invariant, _standIn, path, name) => {
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

  it('leaves no stand-in without a test on the real thing', () => {
    const named = new Set(elsewhere.map(([, standIn]) => standIn).filter((name) => name !== null));
    expect([...named].toSorted()).toEqual([...standInNames].toSorted());
  });
});
