import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseRow } from '../../src/app/casework-ports.ts';
import { valuesOf } from '../../src/domain/casework/case-file.ts';
import { conflictsOf, openClaims } from '../../src/domain/workflow/workflow-file.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { type EnrolledPhone, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const status = (step: 'opened' | 'declined' | 'investigated', on = '2027-01-15') => ({ status: { step, on } });
const rowOf = (desk: Phone, violation: string, isIt: (row: CaseRow) => boolean = () => true) =>
  until(desk.casework.cases, (cases) => {
    const row = cases.get(violation);
    return row !== undefined && isIt(row);
  }).then((cases) => cases.get(violation) as CaseRow);

/** A ranger's record, received, and two desks that have pulled it. */
async function twoDesks(): Promise<{
  violation: string;
  li: EnrolledPhone;
  wang: EnrolledPhone;
  ranger: EnrolledPhone;
}> {
  const ranger = await scene.enrolledPhone();
  const violation = await records(ranger.phone, 0);
  await ranger.phone.syncs();
  const [li, wang] = [await scene.enrolledPhone('commander'), await scene.enrolledPhone('commander')];
  for (const { phone } of [li, wang]) await phone.syncs();
  return { violation, li, wang, ranger };
}

describe('two desks and one case', () => {
  it('both offline on the same field: a conflict, settled by one, the same to both', async () => {
    const { violation, li, wang } = await twoDesks();
    for (const { line } of [li, wang]) line.isDown = true;
    await li.phone.casework.take(violation, 0, status('opened'));
    await wang.phone.casework.take(violation, 0, status('declined'));
    expect(valuesOf((await rowOf(li.phone, violation)).file).status.step).toBe('opened');
    expect([...(await rowOf(wang.phone, violation)).own.values()]).toEqual(['saved']);
    for (const { line, phone } of [li, wang, li]) {
      line.isDown = false;
      await phone.syncs();
    }
    const seen = await rowOf(li.phone, violation, ({ file }) => conflictsOf(file).length > 0);
    expect(openClaims(seen.file, 'status').map(({ value }) => value)).toEqual([{ step: 'declined', on: '2027-01-15' }]);
    const [standing, claim] = seen.file.entries;
    await li.phone.casework.settle(violation, {
      ...{ field: 'status', stands: claim?.event ?? '', over: [standing?.event ?? ''] },
    });
    for (const { phone } of [li, wang]) await phone.syncs();
    const [one, other] = [await rowOf(li.phone, violation), await rowOf(wang.phone, violation)];
    expect(valuesOf(one.file).status.step).toBe('declined');
    expect(conflictsOf(one.file)).toEqual([]);
    expect(other.file).toEqual(one.file);
    expect([one.own.size, other.own.size]).toEqual([0, 0]);
  });

  it('both offline on different fields: both stand', async () => {
    const { violation, li, wang } = await twoDesks();
    const officers = [{ person: '01900000-0000-7000-8000-000000000003', certificate: '37100012' }];
    await li.phone.casework.take(violation, 0, status('opened'));
    await wang.phone.casework.take(violation, 0, { officers });
    for (const { phone } of [li, wang, li]) await phone.syncs();
    const { file } = await rowOf(li.phone, violation, (row) => row.base === 2);
    expect(valuesOf(file)).toMatchObject({ status: { step: 'opened' }, officers });
    expect((await rowOf(wang.phone, violation)).file).toEqual(file);
  });

  it('shows its own steps at all times, offline for several, and counts on from them', async () => {
    const { violation, li } = await twoDesks();
    li.line.isDown = true;
    await li.phone.casework.take(violation, 0, status('opened'));
    await li.phone.casework.take(violation, 0, status('investigated', '2027-01-18'));
    const before = await rowOf(li.phone, violation, ({ own }) => own.size === 2);
    expect(valuesOf(before.file).status).toEqual({ step: 'investigated', on: '2027-01-18' });
    expect([before.base, [...before.own.values()]]).toEqual([0, ['saved', 'saved']]);
    li.line.isDown = false;
    await li.phone.syncs();
    const after = await rowOf(li.phone, violation, ({ own }) => own.size === 0);
    expect(valuesOf(after.file).status).toEqual({ step: 'investigated', on: '2027-01-18' });
  });

  it('does not show as done what the hub holds', async () => {
    const { violation, li, wang } = await twoDesks();
    await li.phone.casework.take(violation, 0, status('opened'));
    await li.phone.syncs();
    await wang.phone.casework.take(violation, 0, status('investigated'));
    await wang.phone.syncs();
    const row = await rowOf(wang.phone, violation, ({ held }) => held.length > 0);
    expect(valuesOf(row.file).status.step).toBe('opened');
  });
});
