import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { usualRetention } from '../../../src/hub/retention/retention.ts';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { readCase } from '../../../src/protocol/evidence/read-case.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

/** Ids are their authors' own choice: what a device says under the id of another's record. */
describe('an event under the id of another device’s record', () => {
  let scene: EvidenceScene;
  let rogue: Persona;
  beforeAll(async () => {
    scene = await evidenceScene();
  });
  beforeEach(async () => {
    await Promise.all([scene.commander.signIn(), scene.administrator.signIn()]);
    rogue = await asRanger(scene.hub, '孙替班');
  });
  afterAll(() => scene.hub.close());

  const wrapsOn = async (chain: string, id: string) => {
    const [row] = await scene.hub.database.query<{ n: number }>(
      `select count(*) as n from event_wrap w join event e on e.chain = w.chain and e.seq = w.seq where e.id = $1 and e.chain = $2`,
      [id, chain],
    );
    return row?.n;
  };
  const erase = async (...records: string[]) =>
    (await scene.administrator.ask('POST', '/api/v1/erasures', { records, because: 'request' })).json<{
      erased: string[];
      inCase: string[];
    }>();
  const isSaidErased = async (id: string) =>
    (await scene.hub.database.query('select 1 from erasure where record = $1', [id])).length > 0;
  const openCase = async (violation: string) => {
    await scene.commander.head();
    const body = { violation, changes: { status: { step: 'opened', on: '2027-01-15' } } };
    const { results } = await scene.commander.push([
      await scene.commander.record({ kind: 'case-step', body, base: 0 }),
    ]);
    expect(results).toMatchObject([{ outcome: 'stored' }]);
  };
  type Said = { readonly id?: string; readonly kind: string; readonly body?: Record<string, unknown> };
  const write = async (writer: Persona, said: Said) => {
    const { wraps, parts, id } = await writer.seal([{ plain: utf8('甲'), role: 'fields', type: 'application/json' }]);
    await writer.head();
    const { results } = await writer.push([await writer.record({ id, wraps, parts, ...said })]);
    return { id: said.id ?? id, outcome: results[0]?.outcome };
  };
  const revoke = (one: Persona) =>
    scene.hub.database.query("update device set status = 'revoked' where id = $1", [one.device]);
  const heldBecause = async (one: Persona) => {
    const rows = await scene.hub.database.query<{ held_because: string | null }>(
      'select held_because from event where chain = $1 order by seq desc limit 1',
      [one.chain],
    );
    return rows[0]?.held_because;
  };
  const aPass = () => {
    const entry = { direction: 'in', gate: 'g', class: 'car', persons: 1, declaresFire: false, depositsFire: false };
    return { ...entry, entry: null, at: scene.hub.clock.now() };
  };

  it('is held, whatever else there is to say of it', async () => {
    const record = await scene.recorded();
    expect(await write(rogue, { kind: 'violation', id: record })).toMatchObject({ outcome: 'held' });
    await revoke(rogue);
    await write(rogue, { kind: 'violation', id: record });
    expect(await heldBecause(rogue)).toBe('already-recorded');
  });

  it('and about something erased erases no more than itself, were its device revoked', async () => {
    const record = await scene.recorded();
    await openCase(record);
    const own = await write(rogue, { kind: 'violation' });
    await erase(own.id);
    await revoke(rogue);
    expect(await write(rogue, { kind: 'note', id: record, body: { about: own.id } })).toMatchObject({
      outcome: 'held',
    });
    expect(await wrapsOn(rogue.chain, record)).toBe(0);
    expect(await isSaidErased(record)).toBe(false);
    await scene.dayPasses();
    expect(await wrapsOn(scene.ranger.chain, record)).toBe(1);
    const checked = await checkEvidence(await scene.exported({ records: [record] }));
    const told = checked.evidence ? readCase(checked.evidence).filter(({ isRecord }) => isRecord) : [];
    expect(told.map(({ standing, erased }) => [standing.outcome, erased])).toContainEqual(['stored', null]);
    expect(told.filter(({ erased }) => erased !== null)).toEqual([]);
  });

  it('takes the record neither out of its case nor along', async () => {
    const record = await scene.recorded();
    await openCase(record);
    const own = await write(rogue, { kind: 'violation' });
    await write(rogue, { kind: 'note', id: record, body: { about: own.id } });
    expect(await erase(record)).toMatchObject({ erased: [], inCase: [record] });
    expect(await erase(own.id)).toMatchObject({ erased: [own.id], inCase: [] });
    expect([await wrapsOn(scene.ranger.chain, record), await wrapsOn(rogue.chain, record)]).toEqual([1, 0]);
    expect(await isSaidErased(record)).toBe(false);
  });

  it('is told as erased at its own place, and the record under its id', async () => {
    const told = async (id: string) => {
      const changes = (await scene.commander.pullAll()).filter(({ entity }) => entity === 'erasure');
      const bodies = changes.map(({ key, body }) => ({ key, ...(body as { event: string; chain: string }) }));
      return bodies.filter(({ event }) => event === id).map(({ key, chain }) => [key === id, chain]);
    };
    const first = await write(rogue, { kind: 'violation' });
    expect(await write(scene.ranger, { kind: 'violation', id: first.id })).toMatchObject({ outcome: 'held' });
    await erase(first.id);
    expect(await told(first.id)).toEqual([[true, rogue.chain]]);
    const { seq } = await scene.ranger.head();
    await scene.commander.ask('POST', '/api/v1/reviews', { chain: scene.ranger.chain, seq, outcome: 'released' });
    await erase(first.id);
    expect(await told(first.id)).toEqual([
      [true, rogue.chain],
      [false, scene.ranger.chain],
    ]);
  });

  it('keeps no other record from being erased', async () => {
    const [record, inCase] = [await scene.recorded(), await scene.recorded()];
    await openCase(inCase);
    await write(rogue, { kind: 'note', id: record, body: { about: inCase } });
    expect(await erase(record)).toMatchObject({ erased: [record], inCase: [] });
    expect(await wrapsOn(scene.ranger.chain, record)).toBe(0);
  });

  it('that was there before it, and is erased, does not stand for it', async () => {
    const old = await write(rogue, { kind: 'violation' });
    await erase(old.id);
    const first = await write(rogue, { kind: 'note', body: { about: old.id } });
    expect([first.outcome, await isSaidErased(first.id)]).toEqual(['stored', true]);
    expect(await write(scene.ranger, { kind: 'violation', id: first.id })).toMatchObject({ outcome: 'held' });
    await scene.dayPasses();
    expect(await wrapsOn(scene.ranger.chain, first.id)).toBe(1);
    expect(await erase(first.id)).toMatchObject({ erased: [] });
    expect(await wrapsOn(scene.ranger.chain, first.id)).toBe(1);
  });

  it('is used all the same when somebody decides so, and goes by itself from then on', async () => {
    const first = await write(rogue, { kind: 'violation' });
    await erase(first.id);
    await write(scene.ranger, { kind: 'violation', id: first.id });
    const { seq } = await scene.ranger.head();
    const review = { chain: scene.ranger.chain, seq, outcome: 'released' };
    expect((await scene.commander.ask('POST', '/api/v1/reviews', review)).statusCode).toBe(204);
    await scene.dayPasses();
    expect(await wrapsOn(scene.ranger.chain, first.id)).toBe(1);
    const note = await write(scene.ranger, { kind: 'note', body: { about: first.id } });
    expect(await wrapsOn(scene.ranger.chain, note.id)).toBe(1);
    await openCase(first.id);
    expect(await erase(first.id)).toMatchObject({ inCase: [first.id] });
  });

  it('gives it none of the time its own kind is kept', async () => {
    const record = await scene.recorded();
    await write(rogue, { kind: 'pass', id: record, body: aPass() });
    await scene.comesTo(Date.parse('2027-08-15T00:00:00+08:00'));
    await scene.works({ retention: usualRetention });
    expect([await wrapsOn(scene.ranger.chain, record), await wrapsOn(rogue.chain, record)]).toEqual([1, 0]);
    expect(await isSaidErased(record)).toBe(false);
  });
});
