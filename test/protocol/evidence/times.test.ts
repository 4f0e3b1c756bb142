import { describe, expect, it } from 'vitest';
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

  it('do not differ by ten minutes', async () => {
    const result = await checked({ seen: 600_000 });
    expect(result.wrong).toHaveLength(1);
    expect(timeOf(result)?.outcome).toBe('wrong');
    expect(timeOf(await checked({ seen: 0 }))?.outcome).toBe('right');
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
