import { describe, expect, it } from 'vitest';
import { permitStage } from '../../../src/domain/permit/permit-stage.ts';
import { permitsNear } from '../../../src/domain/permit/permits-near.ts';
import { aBox, aFix, aPermit } from '../../support/builders.ts';

const here = aFix();
const at = (time: string) => Date.parse(`${time}+08:00`);
const morning = at('2027-01-15T10:00:00');

describe('permits near', () => {
  it('come nearest first, with the metres to their edge, negative inside', () => {
    const beside = aPermit({ id: 'beside', area: aBox(122.015, 37.205, 122.018, 37.215) });
    const far = aPermit({ id: 'far', area: aBox(122.1, 37.3, 122.11, 37.31) });
    const near = permitsNear([far, beside, aPermit()], 'clearing-burn', here, morning, 1_000);
    expect(near.map(({ permit: { id } }) => id)).toEqual(['burn-1', 'beside']);
    expect(near[0]?.meters).toBeCloseTo(-443.8, 0);
    expect(near[1]?.meters).toBeCloseTo(443.8, 0);
  });

  it.each([
    ['covers', 'clearing-burn', here, morning, {}, { kind: 'covers' }],
    ['another act', 'smoking', here, morning, {}, { kind: 'no', because: 'acts' }],
    ['no act in particular', null, here, morning, {}, { kind: 'no', because: 'acts' }],
    ['another day', 'clearing-burn', here, at('2027-01-16T10:00:00'), {}, { kind: 'no', because: 'dates' }],
    ['another hour', 'clearing-burn', here, at('2027-01-15T18:00:00'), {}, { kind: 'no', because: 'hours' }],
    ['withdrawn', 'clearing-burn', here, morning, { withdrawnAt: morning }, { kind: 'no', because: 'withdrawn' }],
    ['withdrawn later', 'clearing-burn', here, morning, { withdrawnAt: morning + 1 }, { kind: 'covers' }],
    ['beside it', 'clearing-burn', aFix({ lon: 122.016 }), morning, {}, { kind: 'no', because: 'area' }],
    ['on its edge', 'clearing-burn', aFix({ lon: 122.015 }), morning, {}, { kind: 'unsure' }],
  ] as const)('say why they do not cover: %s', (_, act, fix, moment, changes, cover) => {
    const [near] = permitsNear([aPermit(changes)], act, fix, moment, 1_000);
    expect(near?.cover).toMatchObject(cover);
  });
});

describe('a permit’s stage', () => {
  it.each([
    ['2027-01-14T23:59:59', null, 'coming'],
    ['2027-01-15T00:00:00', null, 'in-force'],
    ['2027-01-15T23:59:59', null, 'in-force'],
    ['2027-01-16T00:00:00', null, 'ended'],
    ['2027-01-14T10:00:00', 1, 'withdrawn'],
  ] as const)('at %s, withdrawn %s, is %s', (time, withdrawnAt, stage) => {
    expect(permitStage(aPermit({ withdrawnAt }), at(time))).toBe(stage);
  });
});
