import { describe, expect, it } from 'vitest';
import { deskPermits, mayWithdraw } from '../../../src/app/permit/desk-permits.ts';
import type { OwnRecord } from '../../../src/app/ports.ts';
import { aNow } from '../../support/builders.ts';
import { aPermitBody } from '../../support/some-permit.ts';
import { aPermitRow } from '../support/a-permit-row.ts';

const { at } = aNow();
const id = '018f0000-0000-7000-8000-0000000000f1';
const own = (kind: string, body: object, custody: OwnRecord['custody']): OwnRecord => ({
  ...{ id, seq: 1, kind, body: { ...body }, savedAt: at, custody, review: null, receivedAt: null },
  ...{ parts: { total: 0, received: 0 }, photos: { total: 0, received: 0 }, origin: { chain: id, seenAt: null } },
});

describe('the desk’s list of permits', () => {
  it('begins with those in force, and says which were corrected or withdrawn', () => {
    const rows = deskPermits(
      [
        aPermitRow({ id: 'ended', fromOn: '2027-01-01', toOn: '2027-01-02' }),
        aPermitRow({ id: 'withdrawn', withdrawnAt: at, withdrawn: { person: 'p', at, reason: '误发' } }),
        aPermitRow({ id: 'corrected', replacedBy: 'in force' }),
        aPermitRow({ id: 'coming', fromOn: '2027-01-16', toOn: '2027-01-17' }),
        aPermitRow({ id: 'in force' }),
      ],
      [],
      at,
    );
    expect(rows.map(({ permit, stage }) => `${permit.id}: ${stage}`)).toEqual([
      'in force: in-force',
      'coming: coming',
      'ended: ended',
      'withdrawn: withdrawn',
      'corrected: corrected',
    ]);
  });

  it('shows what was issued here until command has told of it, and where it stands', () => {
    const written = own('permit', aPermitBody(), 'saved');
    expect(deskPermits([], [written], at)).toMatchObject([{ custody: 'saved', permit: { id }, stage: 'in-force' }]);
    expect(deskPermits([], [{ ...written, custody: 'held' }], at)).toMatchObject([
      { custody: 'held', stage: 'unused' },
    ]);
    expect(deskPermits([aPermitRow({ id })], [{ ...written, custody: 'received' }], at)).toMatchObject([
      { custody: null },
    ]);
  });

  it('lets one be withdrawn again whose withdrawal was refused, and none that is under way or was never used', () => {
    const withdrawn = (custody: OwnRecord['custody']) =>
      deskPermits([aPermitRow({ id })], [own('permit-withdrawal', { permit: id, reason: '误发' }, custody)], at);
    expect(withdrawn('refused').map(mayWithdraw)).toEqual([true]);
    expect(withdrawn('sending').map(mayWithdraw)).toEqual([false]);
    expect(deskPermits([], [own('permit', aPermitBody(), 'held')], at).map(mayWithdraw)).toEqual([false]);
    expect(deskPermits([aPermitRow({ id })], [], at).map(mayWithdraw)).toEqual([true]);
  });

  it('shows a withdrawal on its way, and no more once it has arrived', () => {
    const written = own('permit-withdrawal', { permit: id, reason: '误发' }, 'saved');
    expect(deskPermits([aPermitRow({ id })], [written], at)).toMatchObject([
      { withdrawal: 'saved', stage: 'in-force' },
    ]);
    const gone = aPermitRow({ id, withdrawnAt: at, withdrawn: { person: 'p', at, reason: '误发' } });
    expect(deskPermits([gone], [written], at)).toMatchObject([{ withdrawal: null, stage: 'withdrawn' }]);
  });
});
