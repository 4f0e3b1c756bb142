import { describe, expect, it } from 'vitest';
import { readCase, sayTimes } from '../../../src/protocol/evidence/read-case.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type Moments, smallEvidence } from '../../support/small-evidence.ts';

const checked = async (moments: Partial<Moments>) => {
  const { bytes } = await smallEvidence(moments);
  return checkEvidence(bytes);
};
const timeOf = ({ checks }: Awaited<ReturnType<typeof checked>>) => checks.find(({ check }) => check === 'time');

describe('the clocks of two hubs', () => {
  it('may differ by a second or two, and the package says by how many', async () => {
    const result = await checked({ seen: 1_500 });
    expect(result.wrong).toEqual([]);
    expect(timeOf(result)).toMatchObject({ outcome: 'open', text: { en: 'the hubs’ clocks differed by 2 s' } });
  });

  it('that differ by more contradict each other, which is for a person to judge: no byte was changed', async () => {
    const result = await checked({ seen: 600_000 });
    expect(result.wrong).toEqual([]);
    expect(timeOf(result)).toMatchObject({
      outcome: 'open',
      text: { en: expect.stringContaining('10 min later than') },
    });
    const [told] = result.evidence ? readCase(result.evidence) : [];
    expect(told && sayTimes(told)).toEqual({
      zh: '手机时间 2027-01-15 10:00:00；平台时间前后矛盾：写下时已知 2027-01-15 10:10:00，收到时为 2027-01-15 10:00:00',
      en: '2027-01-15 10:00:00 by the phone; the hub’s times contradict each other: 2027-01-15 10:10:00 was known when it was written, 2027-01-15 10:00:00 when it was received',
    });
    expect(timeOf(await checked({ seen: 0 }))?.outcome).toBe('right');
  });

  it.each([
    [-600_000, '10 min later than this export'],
    [-3 * 86_400_000, '3 days later than this export'],
  ])('tell of a receipt %i ms after the export', async (exported, words) => {
    const result = await checked({ exported, certified: 2 * exported });
    expect(result.wrong).toEqual([]);
    expect(timeOf(result)).toMatchObject({ outcome: 'open', text: { en: expect.stringContaining(words) } });
  });
});

describe('a key of the hub', () => {
  it('signs nothing before it was certified', async () => {
    const { wrong } = await checked({ certified: 365 * 86_400_000 });
    const kinds = new Set(wrong.map((one) => one.split(' ')[0]));
    expect(kinds).toEqual(new Set(['manifest', 'receipt', 'signature', 'grant']));
  });

  it('may be certified by a hub whose clock is a little ahead', async () => {
    expect((await checked({ certified: 1_500 })).wrong).toEqual([]);
  });
});

describe('an event under no anchor', () => {
  const said = async (exported: number) =>
    (await checked({ exported })).checks.find(({ check, item }) => check === 'anchor' && !item.startsWith('chains/'));

  it('is nothing to wonder at on the day after', async () => {
    const text = { en: 'no anchor covered it yet at the export' };
    expect(await said(2 * 86_400_000)).toMatchObject({ outcome: 'open', text });
  });

  it('is said to be overdue after two days: a hub may have left it out', async () => {
    const text = { en: 'received 3 days before this export, and under no daily anchor: ask why' };
    expect(await said(3 * 86_400_000)).toMatchObject({ outcome: 'open', text });
  });
});
