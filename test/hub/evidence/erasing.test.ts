import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHubKeys } from '../../../src/hub/keys/hub-keys.ts';
import { usualRetention } from '../../../src/hub/retention/retention.ts';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { readCase, sayErased } from '../../../src/protocol/evidence/read-case.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

const dayMs = 86_400_000;

describe('erasing the personal parts of a record', () => {
  let scene: EvidenceScene;
  let record: string;
  let kept: string;
  beforeAll(async () => {
    scene = await evidenceScene();
    [record, kept] = [await scene.recorded(), await scene.recorded()];
    await scene.administrator.ask('POST', '/api/v1/erasures', { records: [record], because: 'request' });
  });
  afterAll(() => scene.hub.close());

  const wrapsOf = async (id: string) => {
    const rows = await scene.hub.database.query(
      'select 1 as one from event_wrap w join event e on e.chain = w.chain and e.seq = w.seq where e.id = $1',
      [id],
    );
    return rows.length;
  };
  const fieldsOf = async (id: string) => {
    const [row] = await scene.hub.database.query<{ sha256: string }>(
      `select p.sha256 from event_part p join event e on e.chain = p.chain and e.seq = p.seq where e.id = $1 and p.role = 'fields'`,
      [id],
    );
    return row?.sha256 ?? '';
  };

  it('deletes its keys and no other record’s', async () => {
    expect(await wrapsOf(record)).toBe(0);
    expect(await wrapsOf(kept)).toBe(1);
  });

  it('leaves nothing to open, for the desk and for its own phone', async () => {
    const payload = { event: record, part: await fieldsOf(record) };
    expect((await scene.commander.ask('POST', '/api/v1/openings', payload)).json()).toMatchObject({
      code: 'cannot-open',
    });
    await scene.ranger.signIn();
    const own = (await scene.ranger.pullAll()).filter(({ entity }) => entity === 'event');
    const bodies = own.map(({ body }) => body as { event: { raw: string; wraps: unknown[] } });
    expect(bodies.find(({ event }) => event.raw.includes(record))?.event.wraps).toEqual([]);
    expect(bodies.find(({ event }) => event.raw.includes(kept))?.event.wraps).toHaveLength(1);
  });

  it('tells the phone that wrote it and the desks', async () => {
    const erased = (changes: Awaited<ReturnType<typeof scene.ranger.pullAll>>) =>
      changes.filter(({ entity }) => entity === 'erasure').map(({ body }) => body);
    const said = [expect.objectContaining({ event: record, because: 'request' })];
    expect(erased(await scene.ranger.pullAll())).toEqual(said);
    expect(erased(await scene.commander.pullAll())).toEqual(said);
  });

  it('leaves a stub that verifies and says who erased it', async () => {
    await scene.dayPasses();
    const checked = await checkEvidence(await scene.exported({ records: [record] }));
    expect(checked.wrong).toEqual([]);
    expect(checked.outcome).toBe('whole');
    if (!checked.evidence) throw new Error('nothing was read');
    const [told] = readCase(checked.evidence);
    expect(told?.erased).toMatchObject({ by: '管理员甲', because: 'request' });
    expect(told?.erased && sayErased(told.erased).zh).toMatch(
      /^个人信息已于 2027-01-15 .* 销毁（管理员甲，当事人申请）；链完整$/,
    );
    expect(checked.checks.find(({ check }) => check === 'erasure')?.outcome).toBe('right');
    expect(checked.evidence.file.openings).toEqual([]);
    expect(checked.evidence.manifest.lacking).toEqual([{ what: 'key', name: record }]);
  });

  it('happens once, and only for records the hub has', async () => {
    const again = { records: [record, '0190a0a0-0000-7000-8000-000000000000'], because: 'mistake' };
    const response = await scene.administrator.ask('POST', '/api/v1/erasures', again);
    expect(response.json()).toEqual({ erased: [], inCase: [] });
    const events = await scene.hub.database.query(`select 1 as one from event where kind = 'erasure'`);
    expect(events).toHaveLength(1);
  });

  it('takes the words of remarks about the record along', async () => {
    const about = await scene.recorded();
    const note = await scene.noted(about);
    expect(await wrapsOf(note)).toBe(1);
    const response = await scene.commander.ask('POST', '/api/v1/erasures', { records: [about], because: 'request' });
    expect(response.json<{ erased: string[] }>().erased.toSorted()).toEqual([about, note].toSorted());
    expect([await wrapsOf(about), await wrapsOf(note)]).toEqual([0, 0]);
  });

  it('is for command alone', async () => {
    const ranger = await scene.ranger.signIn();
    const response = await ranger.ask('POST', '/api/v1/erasures', { records: [kept], because: 'request' });
    expect(response.statusCode).toBe(403);
    expect(await wrapsOf(kept)).toBe(1);
  });
});

describe('retention', () => {
  let scene: EvidenceScene;
  beforeAll(async () => {
    scene = await evidenceScene();
  });
  afterAll(() => scene.hub.close());

  const count = async (table: string) => {
    const [row] = await scene.hub.database.query<{ n: number }>(`select count(*) as n from ${table}`);
    return row?.n ?? -1;
  };
  const position = (daysAgo: number) =>
    scene.hub.database.query('insert into position values ($1, $2, 122, 37, 5, $2)', [
      ...[scene.ranger.device, scene.hub.clock.now() - daysAgo * dayMs],
    ]);

  it('lets go of positions after thirty days, once a day', async () => {
    await position(20);
    await position(40);
    await scene.dayPasses();
    expect(await count('position')).toBe(1);
    await position(50);
    await scene.works();
    expect(await count('position')).toBe(1 + 1);
    await scene.dayPasses();
    expect(await count('position')).toBe(1);
  });

  it('lets go of what could not be accepted after ninety days, and never keeps a wrapped key of it', async () => {
    const { id, wraps, parts } = await scene.ranger.seal([
      { plain: utf8('甲'), role: 'fields', type: 'application/json' },
    ]);
    const { raw } = await scene.ranger.signEvent({ id, wraps, parts, kind: 'violation' }, 1, null);
    await scene.ranger.head();
    const formless = { raw, sig: 7, wraps, wrapsSig: 'a signature' };
    const { results } = await scene.ranger.push([formless]);
    expect(results).toMatchObject([{ outcome: 'quarantined', hash: await sha256Hex(utf8(JSON.stringify(formless))) }]);
    const kept = () => scene.hub.database.query<{ content: Uint8Array }>('select content from quarantine');
    const [item] = await kept();
    expect(JSON.parse(new TextDecoder().decode(item?.content))).toEqual({ raw, sig: 7 });
    await scene.hub.database.query('update quarantine set last_at = last_at - $1::bigint', [89.5 * dayMs]);
    await scene.works();
    expect(await kept()).toHaveLength(1);
    await scene.dayPasses();
    expect(await kept()).toEqual([]);
  });

  it('leaves out what a case is about from its opening to its end, by order and by retention', async () => {
    const fresh = await evidenceScene();
    const [record, other] = [await fresh.recorded(), await fresh.recorded()];
    const note = await fresh.noted(record);
    const step = async (base: number, code: string) => {
      const body = { violation: record, changes: { status: { step: code, on: '2027-01-15' } } };
      const { results } = await fresh.commander.push([await fresh.commander.record({ kind: 'case-step', body, base })]);
      expect(results).toMatchObject([{ outcome: 'stored' }]);
    };
    const erase = async (...records: string[]) =>
      (await fresh.commander.ask('POST', '/api/v1/erasures', { records, because: 'request' })).json();
    const sealed = async () => (await fresh.hub.database.query('select distinct chain, seq from event_wrap')).length;
    await step(0, 'opened');
    expect(await erase(record, note, other)).toEqual({ erased: [other], inCase: [record, note] });
    const retention = { ...usualRetention, parts: { other: 0 } };
    await fresh.comesTo(fresh.hub.clock.now() + 3 * dayMs);
    fresh.hub.clock.pass(400 * dayMs);
    await fresh.works({ retention, onProblem: () => undefined });
    fresh.hub.clock.pass(3 * dayMs);
    await fresh.works({ retention });
    expect(await sealed()).toBe(2);
    expect(await fresh.hub.keys.unsealingKey(fresh.ranger.sealingKey().kid)).not.toBeNull();
    await fresh.commander.head();
    await step(1, 'closed');
    fresh.hub.clock.pass(dayMs);
    await fresh.works({ retention });
    expect(await sealed()).toBe(0);
    await fresh.hub.close();
  });

  it('erases violations three years after the season and then destroys the season’s key', async () => {
    const record = await scene.recorded();
    const sealing = scene.ranger.sealingKey().kid;
    const daysAfterSeason = (days: number) => Date.parse('2027-07-01T00:00:00+08:00') + days * dayMs;
    const goTo = (at: number) => scene.hub.clock.pass(at - scene.hub.clock.now());
    await scene.comesTo(daysAfterSeason(1094));
    await scene.works();
    expect(await count('erasure')).toBe(0);
    expect(await scene.hub.keys.unsealingKey(sealing)).not.toBeNull();
    goTo(daysAfterSeason(1096) + 1);
    await scene.works();
    expect(await scene.hub.database.query('select record, because, person from erasure')).toEqual([
      { record, because: 'retention', person: null },
    ]);
    expect(await scene.hub.keys.unsealingKey(sealing)).toBeNull();
    expect((await readdir(scene.hub.keyFolder)).some((name) => name.includes(sealing))).toBe(false);
    await scene.commander.signIn();
    const checked = await checkEvidence(await scene.exported({ records: [record] }));
    expect(checked.wrong).toEqual([]);
  });

  it('keeps what may be kept for ever, and the key with it', async () => {
    const fresh = await evidenceScene();
    const record = await fresh.recorded();
    const retention = { ...usualRetention, parts: { ...usualRetention.parts, violation: null } };
    fresh.hub.clock.pass(20 * 365 * dayMs);
    await fresh.works({ retention });
    expect(await fresh.hub.database.query('select 1 as one from erasure')).toEqual([]);
    expect(await fresh.hub.database.query('select 1 as one from event_wrap')).toHaveLength(1);
    expect(await fresh.hub.keys.unsealingKey(fresh.ranger.sealingKey().kid)).not.toBeNull();
    expect(record).not.toBe('');
    await fresh.hub.close();
  });

  it('keeps a season’s key while another version of an event is wrapped to it', async () => {
    const fresh = await evidenceScene();
    const { hub, ranger } = fresh;
    const sealing = ranger.sealingKey().kid;
    const late = async () => {
      const { id, wraps, parts } = await ranger.seal([{ plain: utf8('甲'), role: 'fields', type: 'application/json' }]);
      return ranger.signEvent({ id, wraps, parts, kind: 'violation' }, 1, null); // a copy of the profile, long without signal
    };
    const fork = await late();
    hub.clock.pass(5 * 365 * dayMs);
    await ranger.head();
    await ranger.push([await ranger.record({ parts: [], wraps: [] })]);
    await ranger.push([fork]);
    expect(await hub.database.query('select wraps from event_fork')).toMatchObject([{ wraps: [{ to: sealing }] }]);
    expect(await hub.database.query('select 1 as one from event_wrap')).toEqual([]);
    await fresh.works();
    expect(await hub.keys.unsealingKey(sealing)).not.toBeNull();
    await fresh.comesTo(hub.clock.now() + 5 * 365 * dayMs);
    await fresh.works();
    expect(await hub.database.query('select wraps from event_fork')).toEqual([{ wraps: [] }]);
    expect(await hub.keys.unsealingKey(sealing)).toBeNull();
    await hub.close();
  });

  it('starts again after a destroyed key, and not without one that was lost', async () => {
    const { keyFolder, database, clock } = scene.hub;
    await expect(openHubKeys(keyFolder, database, clock.now())).resolves.toBeDefined();
    await database.query("update hub_key set destroyed_at = null where season = '2026-2027'");
    await expect(openHubKeys(keyFolder, database, clock.now())).rejects.toThrow('restore HULIN_KEYS');
  });
});

describe('the log of openings', () => {
  let scene: EvidenceScene;
  beforeAll(async () => {
    scene = await evidenceScene();
    await scene.exported({ records: [await scene.recorded()] });
  });
  afterAll(() => scene.hub.close());

  it('is read by administrators, newest first, page by page', async () => {
    const first = (await scene.administrator.ask('GET', '/api/v1/openings?limit=1')).json<{
      rows: unknown[];
      next: number;
    }>();
    expect(first.rows).toEqual([
      expect.objectContaining({
        person: '李指挥',
        part: 'photo',
        reason: '法院调取',
        outcome: 'opened',
        exported: true,
      }),
    ]);
    const second = (await scene.administrator.ask('GET', `/api/v1/openings?before=${first.next}`)).json<{
      rows: unknown[];
      next: null;
    }>();
    expect(second).toMatchObject({ rows: [{ part: 'fields' }], next: null });
    expect((await scene.commander.ask('GET', '/api/v1/openings')).statusCode).toBe(403);
  });
});
