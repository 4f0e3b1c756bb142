import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { valuesOf } from '../../../src/domain/casework/case-file.ts';
import { conflictsOf, openClaims } from '../../../src/domain/workflow/workflow-file.ts';
import { caseFileSchema } from '../../../src/protocol/casework.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asAdministrator, asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';

describe('the case of a suspected violation at the hub', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let li: Persona;
  let wang: Persona;
  let violation: string;
  beforeAll(async () => {
    hub = await aHub();
    [ranger, li, wang] = [await asRanger(hub), await asCommander(hub), await asAdministrator(hub)];
    for (const persona of [ranger, li, wang]) await persona.signIn();
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    const record = await ranger.record();
    await ranger.push([record]);
    violation = (JSON.parse(record.raw) as { id: string }).id;
  });

  const step = (author: Persona, base: number | undefined, changes: Record<string, unknown>) =>
    author.record({ kind: 'case-step', body: { violation, changes }, ...(base !== undefined && { base }) });
  const status = (code: string, on = '2027-01-15') => ({ status: { step: code, on } });
  const push = async (author: Persona, ...events: Awaited<ReturnType<Persona['record']>>[]) =>
    (await author.push(events)).results.map(({ outcome }) => outcome);
  const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
  const pulled = async (reader: Persona, entity: string) =>
    (await reader.pullAll())
      .filter((change) => change.entity === entity && change.key === violation)
      .map(({ body }) => body);
  const theCase = async (reader = li) => v.parse(caseFileSchema, (await pulled(reader, 'case')).at(-1));

  it('takes steps from two desks that change different fields, both', async () => {
    const officers = { officers: [{ person: li.grant.person.id, certificate: '37100012' }] };
    expect(await push(li, await step(li, 0, status('opened')))).toEqual(['stored']);
    expect(await push(wang, await step(wang, 0, officers))).toEqual(['stored']);
    const file = await theCase();
    expect(valuesOf(file)).toMatchObject({ status: { step: 'opened' }, ...officers });
    expect([file.version, conflictsOf(file)]).toEqual([2, []]);
  });

  it('keeps the first of two on one field and shows both, with who said what between which times', async () => {
    await push(li, await step(li, 0, status('opened')));
    expect(await push(wang, await step(wang, 0, status('declined')))).toEqual(['stored']);
    const file = await theCase(wang);
    expect(valuesOf(file).status.step).toBe('opened');
    expect(openClaims(file, 'status')).toMatchObject([
      { person: wang.grant.person.id, value: { step: 'declined' }, fromAt: null, toAt: hub.clock.now() },
    ]);
  });

  it('goes on by what a supervisor chose, and both desks are told the same', async () => {
    const [opened, declined] = [await step(li, 0, status('opened')), await step(wang, 0, status('declined'))];
    await push(li, opened);
    await push(wang, declined);
    const body = { violation, field: 'status', stands: idOf(declined), over: [idOf(opened)] };
    expect(await push(li, await li.record({ kind: 'conflict-settlement', body }))).toEqual(['stored']);
    const file = await theCase(li);
    expect(valuesOf(file).status.step).toBe('declined');
    expect(conflictsOf(file)).toEqual([]);
    expect(file.entries).toHaveLength(2);
    expect(await theCase(wang)).toEqual(file);
  });

  it('is the same after a push arrives again', async () => {
    const opened = await step(li, 0, status('opened'));
    await push(li, opened);
    expect(await push(li, opened)).toEqual(['dup']);
    expect((await theCase()).version).toBe(1);
    expect(await pulled(li, 'case')).toHaveLength(1);
  });

  it.each([
    ['backwards or past a step', 'not-next-step', () => status('served')],
    ['of an unknown form', 'invalid-body', () => status('burnt')],
    ['that changes nothing', 'invalid-body', () => ({})],
  ])('holds a step %s', async (_, because, changes) => {
    expect(await push(li, await step(li, 0, changes()))).toEqual(['held']);
    const [row] = await hub.database.query(
      'select held_because from event where chain = $1 order by seq desc limit 1',
      [li.chain],
    );
    expect(row?.['held_because']).toBe(because);
    expect(await pulled(li, 'case')).toEqual([]);
  });

  it('holds a step about a record nobody made, and a choice of what nobody said', async () => {
    const nowhere = '01940000-0000-7000-8000-000000000000';
    const lost = await li.record({
      kind: 'case-step',
      base: 0,
      body: { violation: nowhere, changes: status('opened') },
    });
    expect(await push(li, lost)).toEqual(['held']);
    const body = { violation, field: 'status', stands: null, over: [nowhere] };
    expect(await push(li, await li.record({ kind: 'conflict-settlement', body }))).toEqual(['held']);
  });

  it('shows a step that names no base to a supervisor instead of using it', async () => {
    expect(await push(li, await step(li, undefined, status('opened')))).toEqual(['stored']);
    expect(openClaims(await theCase(), 'status')).toHaveLength(1);
  });

  it('is moved by command alone', async () => {
    const keeper = await asGateKeeper(hub);
    for (const other of [ranger, keeper]) {
      expect(await push(other, await step(other, 0, status('opened')))).toEqual(['held']);
      const body = { violation, field: 'status', stands: null, over: [violation] };
      expect(await push(other, await other.record({ kind: 'conflict-settlement', body }))).toEqual(['held']);
    }
    expect(await pulled(li, 'case')).toEqual([]);
  });

  it('takes commands of one desk recorded and moved on in one batch', async () => {
    const own = await li.record();
    violation = idOf(own);
    expect(await push(li, own, await step(li, 0, status('opened')), await step(li, 0, status('investigated')))).toEqual(
      Array(3).fill('stored'),
    );
    expect(valuesOf(await theCase()).status.step).toBe('investigated');
  });

  it("tells the author's phone how far it has come and nothing else; another ranger nothing", async () => {
    await push(li, await step(li, 0, status('opened')));
    expect(await pulled(ranger, 'case-status')).toEqual([{ violation, step: 'opened', on: '2027-01-15' }]);
    expect(await pulled(ranger, 'case')).toEqual([]);
    const other = await (await asRanger(hub, '别人')).signIn();
    expect(await pulled(other, 'case-status')).toEqual([]);
  });

  it('comes out whole when two desks push at the same moment', async () => {
    const opened = await step(li, 0, status('opened'));
    const declined = await step(wang, 0, status('declined'));
    await Promise.all([push(li, opened), push(wang, declined)]);
    const file = await theCase();
    expect(file.entries.map(({ event }) => event).toSorted()).toEqual([idOf(opened), idOf(declined)].toSorted());
    expect(openClaims(file, 'status')).toHaveLength(1);
  });
});
