import { expect, it } from 'vitest';
import { whyHeld } from '../../../src/hub/custody/why-held.ts';
import type { HulinEvent } from '../../../src/protocol/event.ts';

const author = { isRevoked: false, isClosed: false, grants: [] };
const why = (raw: string) => whyHeld({ event: { kind: 'moon-phase' } as HulinEvent, sent: { raw } }, author, 0);

it.each([
  ['NUL', String.raw`{"a":"\u0000"}`],
  ['NUL in a name', String.raw`{"\u0000":1}`],
  ['NUL after a backslash', String.raw`{"a":"\\\u0000"}`],
  ['a first half alone', String.raw`{"a":"\ud83dx"}`],
  ['a first half twice', String.raw`{"a":"\ud83d\uD83D\ude00"}`],
  ['a second half alone', String.raw`{"a":"\uDE00"}`],
  ['a second half twice', String.raw`{"a":"\ud83d\ude00\ude00"}`],
  ['halves with a backslash between', String.raw`{"a":"\ud83d\\\ude00"}`],
])('holds %s, which no store can hold', (_name, raw) => {
  expect(why(raw)).toBe('invalid-body');
});

it.each([
  ['a whole character', String.raw`{"a":"\ud83d\ude00\ud83D\uDE00"}`],
  ['a backslash and the word u0000', String.raw`{"a":"\\u0000 \\\\ud800"}`],
  ['what needs no escape', '{"a":"护林😀"}'],
])('does not mind %s', (_name, raw) => {
  expect(why(raw)).toBe('unknown-kind');
});
