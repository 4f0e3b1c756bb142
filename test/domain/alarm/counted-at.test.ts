import { describe, expect, it } from 'vitest';
import { countedAt, isLive } from '../../../src/domain/alarm/counted-at.ts';

const minute = 60_000;
const day = 1440 * minute;
const receivedAt = Date.UTC(2026, 10, 22);
const in2100 = Date.UTC(2100, 0, 1);
const in2000 = Date.UTC(2000, 0, 1);

describe('the moment at which a reading counts', () => {
  it.each([
    ['as measured', receivedAt - 3000, receivedAt - 1000, 0, receivedAt - 3000],
    ['as measured by a clock a little ahead', receivedAt + 2 * minute, receivedAt, 0, receivedAt + 2 * minute],
    ['as measured weeks ago', receivedAt - 45 * day, receivedAt, 1, receivedAt - 45 * day],
    ['not at all when measured before that', receivedAt - 45 * day - 1, receivedAt, 1, null],
    ['when received, of a sensor in 2100', in2100, receivedAt, 0, receivedAt],
    ['when received, of a sensor ten minutes ahead', receivedAt + 10 * minute, receivedAt, 0, receivedAt],
    ['by how long it lay, of a gateway in 2100', in2100, in2100 + minute, 1, receivedAt - minute],
    ['by how long it lay, of a gateway in 2000', in2000, in2000 + 3 * day, 1, receivedAt - 3 * day],
    ['when received, live, of a sensor in 2000', in2000, receivedAt, 0, receivedAt],
    ['not at all, as history of a sensor in 2000', in2000, receivedAt, 1, null],
  ])('is %s', (_, measuredAt, sentAt, h, at) => {
    expect(countedAt({ measuredAt, sentAt, receivedAt, history: h === 1 })).toBe(at);
  });
});

describe('a live reading', () => {
  it.each([
    ['sent and received at once', false, 0, true],
    ['a while on the line', false, 60 * minute, true],
    ['hours on a line that was half open', false, 60 * minute + 1, false],
    ['marked as history', true, 0, false],
  ])('is one that was %s', (_, history, agoMs, live) => {
    expect(isLive({ history, receivedAt }, receivedAt - agoMs)).toBe(live);
  });
});
