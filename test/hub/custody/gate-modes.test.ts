import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gateModeOf } from '../../../src/domain/gate/gate-file.ts';
import { openClaims } from '../../../src/domain/workflow/workflow-file.ts';
import { gateFileSchema } from '../../../src/protocol/gate-mode.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';

describe('the mode of a gate at the hub', () => {
  let hub: HubUnderTest;
  let keeper: Persona;
  let commander: Persona;
  let ranger: Persona;
  let gate: string;
  beforeAll(async () => {
    hub = await aHub();
    [keeper, commander, ranger] = [await asGateKeeper(hub), await asCommander(hub), await asRanger(hub)];
    for (const persona of [keeper, commander, ranger]) await persona.signIn();
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)",
    );
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    gate = `gate-${uuidv7()}`;
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at, area)
       values ($1, 'gw', 'gate', '卡口', 'gate', 122, 37, 60000, 0, '371002')`,
      [gate],
    );
  });

  const setting = (author: Persona, mode: string, base: number | null = 0, changes: object = {}) =>
    author.record({
      kind: 'gate-mode',
      body: { gate, mode, because: 'order', document: '', ...changes },
      ...(base !== null && { base }),
    });
  const push = async (author: Persona, ...events: Awaited<ReturnType<Persona['record']>>[]) =>
    (await author.push(events)).results.map(({ outcome }) => outcome);
  const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
  const told = async (reader: Persona) =>
    (await reader.pullAll()).filter((change) => change.entity === 'gate' && change.key === gate);
  const theGate = async (reader = ranger) => v.parse(gateFileSchema, (await told(reader)).at(-1)?.body);
  const whyHeld = async (author: Persona) => {
    const [row] = await hub.database.query(
      'select held_because from event where chain = $1 order by seq desc limit 1',
      [author.chain],
    );
    return row?.['held_because'];
  };

  it('set by its keeper is told to everybody, with the role of who set it', async () => {
    expect(await push(keeper, await setting(keeper, 'closed'))).toEqual(['stored']);
    const file = await theGate();
    expect([gateModeOf(file), file.version, file.entries[0]?.role]).toEqual(['closed', 1, 'gate-keeper']);
    expect(await theGate(commander)).toEqual(file);
  });

  it('set by keeper and desk at once stays the first, shows both, and goes by what a commander chooses', async () => {
    const [closed, open] = [await setting(keeper, 'closed'), await setting(commander, 'open')];
    expect(await push(keeper, closed)).toEqual(['stored']);
    expect(await push(commander, open)).toEqual(['stored']);
    const before = await theGate(keeper);
    expect([gateModeOf(before), openClaims(before, 'mode').map(({ event }) => event)]).toEqual([
      'closed',
      [idOf(open)],
    ]);
    const body = { gate, field: 'mode', stands: idOf(open), over: [idOf(closed)] };
    const choice = { kind: 'conflict-settlement', schema: 2, body };
    expect(await push(keeper, await keeper.record(choice))).toEqual(['held']);
    expect(await whyHeld(keeper)).toBe('not-allowed');
    expect(await push(commander, await commander.record(choice))).toEqual(['stored']);
    const after = await theGate(keeper);
    expect([gateModeOf(after), openClaims(after, 'mode'), after.entries.length]).toEqual(['open', [], 2]);
  });

  it('comes out whole when both push at the same moment', async () => {
    const [closed, open] = [await setting(keeper, 'closed'), await setting(commander, 'open')];
    await Promise.all([push(keeper, closed), push(commander, open)]);
    const file = await theGate();
    expect(file.entries.map(({ event }) => event).toSorted()).toEqual([idOf(closed), idOf(open)].toSorted());
    expect(openClaims(file, 'mode')).toHaveLength(1);
  });

  it('is held from a ranger, from a keeper of another area, for no gate and for a mode nobody knows', async () => {
    expect(await push(ranger, await setting(ranger, 'open'))).toEqual(['held']);
    expect(await whyHeld(ranger)).toBe('not-allowed');
    const elsewhere = await asGateKeeper(hub);
    await hub.database.query("update device_grant set area = '371003' where id = $1", [elsewhere.grant.id]);
    expect(await push(elsewhere, await setting(elsewhere, 'open'))).toEqual(['held']);
    expect(await whyHeld(elsewhere)).toBe('not-allowed');
    expect(await push(commander, await setting(commander, 'open', 0, { gate: 'nowhere' }))).toEqual(['held']);
    expect(await whyHeld(commander)).toBe('unknown-gate');
    expect(await push(commander, await setting(commander, 'ajar'))).toEqual(['held']);
    expect(await whyHeld(commander)).toBe('invalid-body');
    expect(await told(commander)).toEqual([]);
  });

  it('set without a base is shown to a commander instead of used', async () => {
    await push(keeper, await setting(keeper, 'closed', null));
    const file = await theGate();
    expect([gateModeOf(file), openClaims(file, 'mode').length]).toEqual(['registering', 1]);
  });

  it('takes an entry while closed, with the mode its keeper saw', async () => {
    const at = hub.clock.now();
    const entry = {
      direction: 'in',
      gate,
      class: 'car',
      persons: 1,
      declaresFire: false,
      depositsFire: false,
      entry: null,
    };
    const event = await keeper.record({ kind: 'pass', body: { ...entry, at, mode: 'closed' } });
    expect(await push(keeper, event)).toEqual(['stored']);
  });
});
