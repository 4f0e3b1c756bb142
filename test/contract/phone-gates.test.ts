import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GateRow } from '../../src/app/gate-ports.ts';
import { gateModeOf, gateSetting } from '../../src/domain/gate/gate-file.ts';
import type { GateMode } from '../../src/domain/shared/gate-codes.ts';
import { beside, openClaims } from '../../src/domain/workflow/workflow-file.ts';
import { type Phone, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

const gate = 'gate-1';
let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
  const { database } = scene.hub;
  await database.query("insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)");
  await database.query(
    `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
     values ($1, 'gw', 'gate', '卡口', 'gate', 122, 37, 60000, 0)`,
    [gate],
  );
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const setting = (mode: GateMode) => ({ mode, because: 'fire', document: '' }) as const;
const rowOf = (device: Phone, isIt: (row: GateRow) => boolean = () => true) =>
  until(device.gateModes.rows, (rows) => {
    const row = rows.get(gate);
    return row !== undefined && isIt(row);
  }).then((rows) => rows.get(gate) as GateRow);

describe('keeper, desk and one gate', () => {
  it('keeper without signal and desk differ: the first to arrive stands, a commander settles, a ranger is told', async () => {
    const [keeper, desk, ranger] = [
      await scene.enrolledPhone('gate-keeper'),
      await scene.enrolledPhone('commander'),
      await scene.enrolledPhone(),
    ];
    for (const { phone } of [keeper, desk]) await phone.syncs();
    keeper.line.isDown = true;
    await keeper.phone.gateModes.set(gate, 0, setting('closed'));
    const own = await rowOf(keeper.phone);
    expect([gateModeOf(own.file), [...own.own.values()], gateSetting(own.file)?.role]).toEqual([
      ...['closed', ['saved'], 'gate-keeper'],
    ]);
    await desk.phone.gateModes.set(gate, 0, setting('open'));
    await desk.phone.syncs();
    keeper.line.isDown = false;
    for (const { phone } of [keeper, desk]) await phone.syncs();
    const seen = await rowOf(desk.phone, ({ file }) => openClaims(file, 'mode').length > 0);
    expect([gateModeOf(seen.file), openClaims(seen.file, 'mode')[0]?.value.mode]).toEqual(['open', 'closed']);
    const stands = openClaims(seen.file, 'mode')[0]?.event ?? '';
    await desk.phone.gateModes.settle(gate, { field: 'mode', stands, over: beside(seen.file, 'mode', stands) });
    for (const { phone } of [desk, keeper, ranger]) await phone.syncs();
    const [one, other] = [await rowOf(desk.phone, ({ own: left }) => left.size === 0), await rowOf(keeper.phone)];
    expect([gateModeOf(one.file), openClaims(one.file, 'mode'), one.file.entries.length]).toEqual(['closed', [], 2]);
    expect(other.file).toEqual(one.file);
    const told = await until(ranger.phone.pulled.gates, (files) => files.length > 0);
    expect(told).toEqual([one.file]);
  });

  it('keeps an entry at a closed gate with the mode its keeper saw', async () => {
    const keeper = await scene.enrolledPhone('gate-keeper');
    const draft = await keeper.phone.passes.open();
    await keeper.phone.passes.save({ ...draft, gate, mode: 'closed' });
    expect(await keeper.phone.passes.finalise(draft.id)).toMatchObject({ ok: true });
    await keeper.phone.syncs();
    const [row] = await scene.hubRows(keeper.chain);
    expect(JSON.parse(row?.raw ?? '')).toMatchObject({ kind: 'pass', body: { gate, mode: 'closed' } });
  });
});
