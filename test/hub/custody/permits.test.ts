import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssuedPermit, issuedPermitSchema, type PermitBody } from '../../../src/protocol/permit.ts';
import { aBox } from '../../support/builders.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asAdministrator, asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';
import { aPermitBody } from '../../support/some-permit.ts';

const unknown = '01940000-0000-7000-8000-000000000000';

describe('a permit', () => {
  let hub: HubUnderTest;
  let commander: Persona;
  beforeAll(async () => {
    hub = await aHub();
    commander = await (await asCommander(hub)).signIn();
  });
  afterAll(() => hub.close());

  const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
  const issue = (changes: Partial<PermitBody> = {}, writer = commander) =>
    writer.record({ kind: 'permit', body: aPermitBody(changes) });
  const withdraw = (permit: string, base = 1, writer = commander) =>
    writer.record({ kind: 'permit-withdrawal', body: { permit, reason: '气象突变，风力增大' }, base });
  const outcomes = async (writer: Persona, events: Awaited<ReturnType<typeof issue>>[]) =>
    (await writer.push(events)).results.map(({ outcome }) => outcome);
  const heldBecause = async (event: { raw: string }) => {
    const rows = await hub.database.query<{ held_because: string }>('select held_because from event where id = $1', [
      idOf(event),
    ]);
    return rows.map((row) => row.held_because);
  };
  /** Every state of a permit that a reader was told, the newest last. */
  const told = async (id: string, reader = commander): Promise<IssuedPermit[]> => {
    const changes = await reader.pullAll();
    return changes
      .filter(({ entity, key }) => entity === 'permit' && key === id)
      .map(({ body }) => v.parse(issuedPermitSchema, body));
  };

  it('by a commander or an administrator reaches everybody, rangers and gate keepers too', async () => {
    const administrator = await asAdministrator(hub);
    for (const writer of [commander, administrator]) {
      const event = await issue({}, writer);
      expect(await outcomes(writer, [event])).toEqual(['stored']);
      const readers = [await asRanger(hub), await asGateKeeper(hub)];
      for (const reader of [commander, ...readers]) {
        expect(await told(idOf(event), await reader.signIn())).toEqual([
          {
            ...{ id: idOf(event), version: 1, permit: aPermitBody(), responsible: null },
            issued: { person: writer.grant.person.id, at: hub.clock.now() },
            ...{ replacedBy: null, withdrawn: null },
          },
        ]);
      }
    }
  });

  it('by a ranger or a gate keeper is held and nobody hears of it', async () => {
    for (const writer of [await asRanger(hub), await asGateKeeper(hub)]) {
      const event = await issue({}, writer);
      expect(await outcomes(writer, [event])).toEqual(['held']);
      expect(await heldBecause(event)).toEqual(['not-allowed']);
      expect(await told(idOf(event))).toEqual([]);
    }
  });

  it('is sent again without being doubled', async () => {
    const event = await issue();
    expect(await outcomes(commander, [event])).toEqual(['stored']);
    expect(await outcomes(commander, [event])).toEqual(['dup']);
    expect(await told(idOf(event))).toHaveLength(1);
  });

  it.each([
    [
      'an area that crosses itself',
      {
        area: {
          type: 'Polygon' as const,
          coordinates: [
            [
              [122, 37.2],
              [122.01, 37.21],
              [122.01, 37.2],
              [122, 37.21],
              [122, 37.2],
            ],
          ],
        },
      },
    ],
    ['an area in Qingdao', { area: aBox(120.3, 36, 120.4, 36.1) }],
    ['an end before its beginning', { fromOn: '2027-01-17' }],
    ['a day that does not exist', { fromOn: '2027-02-30', toOn: '2027-03-02' }],
    ['a day that was never filled in', { fromOn: '' }],
    ['a word for a day', { toOn: '明天' }],
    ['ten years', { toOn: '2037-01-16' }],
    ['hours of another form', { hours: { from: '8:00', to: '16:00' } }],
    ['no act', { acts: [] }],
    ['no number', { documentNumber: ' ' }],
    ['an act twice', { acts: ['clearing-burn' as const, 'clearing-burn' as const] }],
  ])('with %s is held', async (_, changes) => {
    const event = await issue(changes);
    expect(await outcomes(commander, [event])).toEqual(['held']);
    expect(await heldBecause(event)).toEqual(['invalid-body']);
    expect(await told(idOf(event))).toEqual([]);
  });

  it('says which sealed part names the responsible person, and nothing of him', async () => {
    const plain = new TextEncoder().encode(JSON.stringify({ v: 1, name: '赵某某', phone: '13800002222' }));
    const { id, wraps, parts } = await commander.seal([{ plain, role: 'fields', type: 'application/json' }]);
    const event = await commander.record({ kind: 'permit', body: aPermitBody(), id, wraps, parts });
    await commander.push([event]);
    expect(await told(id)).toMatchObject([{ responsible: parts[0]?.sha256 }]);
    expect(JSON.stringify(await commander.pullAll())).not.toContain('赵某某');
  });

  it('withdrawn stays, with who, when and why; a second withdrawal changes nothing', async () => {
    const event = await issue();
    await commander.push([event]);
    hub.clock.pass(60_000);
    expect(await outcomes(commander, [await withdraw(idOf(event)), await withdraw(idOf(event))])).toEqual([
      'stored',
      'stored',
    ]);
    const withdrawn = { person: commander.grant.person.id, at: hub.clock.now(), reason: '气象突变，风力增大' };
    expect((await told(idOf(event))).map(({ version, withdrawn: how }) => [version, how])).toEqual([[2, withdrawn]]);
  });

  it('of which nobody knows is neither withdrawn nor corrected: both are held', async () => {
    const events = [await withdraw(unknown), await issue({ replaces: unknown })];
    expect(await outcomes(commander, events)).toEqual(['held', 'held']);
    for (const event of events) expect(await heldBecause(event)).toEqual(['unknown-permit']);
  });

  it('is corrected by another in its place, and keeps what it was', async () => {
    const first = await issue();
    const second = await issue({ replaces: idOf(first), toOn: '2027-01-15' });
    expect(await outcomes(commander, [first, second])).toEqual(['stored', 'stored']);
    expect(await told(idOf(first))).toMatchObject([
      { version: 2, replacedBy: idOf(second), permit: { toOn: '2027-01-16' } },
    ]);
    expect(await told(idOf(second))).toMatchObject([{ version: 1, replacedBy: null, permit: { toOn: '2027-01-15' } }]);
    const third = await issue({ replaces: idOf(first) });
    expect(await outcomes(commander, [third])).toEqual(['held']);
    expect(await heldBecause(third)).toEqual(['permit-not-standing']);
    expect(await told(idOf(third))).toEqual([]);
  });

  it('is withdrawn by whoever saw only what it was before it was corrected', async () => {
    const first = await issue();
    const second = await issue({ replaces: idOf(first) });
    await commander.push([first, second]);
    const colleague = await asCommander(hub);
    expect(await outcomes(colleague, [await withdraw(idOf(first), 1, colleague)])).toEqual(['stored']);
    expect((await told(idOf(second))).at(-1)).toMatchObject({
      version: 2,
      withdrawn: { reason: '气象突变，风力增大' },
    });
    expect((await told(idOf(first))).at(-1)).toMatchObject({ withdrawn: null, replacedBy: idOf(second) });
    const late = await issue({ replaces: idOf(second) });
    expect(await outcomes(commander, [late])).toEqual(['held']);
  });

  it('under an id that is a permit’s already is held and changes nothing', async () => {
    const event = await issue();
    await commander.push([event]);
    const id = idOf(event);
    const colleague = await asCommander(hub);
    const same = await colleague.record({ kind: 'permit', body: aPermitBody({ toOn: '2027-01-20' }), id });
    expect(await outcomes(colleague, [same])).toEqual(['held']);
    expect(await told(id)).toMatchObject([{ permit: { toOn: '2027-01-16' } }]);
  });
});
