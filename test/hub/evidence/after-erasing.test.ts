import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Retention, usualRetention } from '../../../src/hub/retention/retention.ts';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import type { Persona } from '../../support/personas.ts';

describe('an erasure', () => {
  let scene: EvidenceScene;
  let record: string;
  beforeAll(async () => {
    scene = await evidenceScene();
    record = await scene.recorded();
  });
  afterAll(() => scene.hub.close());

  const wrapsOf = async (...ids: string[]) => {
    const [row] = await scene.hub.database.query<{ n: number }>(
      `select count(*) as n from event_wrap w join event e on e.chain = w.chain and e.seq = w.seq where e.id = any($1::uuid[])`,
      [ids],
    );
    return row?.n;
  };
  const erase = async (...records: string[]) => {
    const answer = await scene.administrator.ask('POST', '/api/v1/erasures', { records, because: 'request' });
    return answer.json<{ erased?: string[] }>().erased?.toSorted();
  };
  const sealed = async (writer: Persona, kind = 'violation', body?: Record<string, unknown>) => {
    const { id, wraps, parts } = await writer.seal([{ plain: utf8('甲'), role: 'fields', type: 'application/json' }]);
    return { id, wraps, parts, kind, ...(body && { body }) };
  };
  /** The same record again, by the same device. */
  const copied = async (id: string) => {
    const draft = await sealed(scene.ranger);
    await scene.ranger.head();
    const { results } = await scene.ranger.push([await scene.ranger.record({ ...draft, id })]);
    expect(results).toMatchObject([{ outcome: 'stored' }]);
  };
  const erasuresOf = (id: string) =>
    scene.hub.database.query(
      `select x.because, e.raw like '%' || x.record || '%' as said from erasure x join event e on e.id = x.event where x.record = $1`,
      [id],
    );

  it('takes every copy of a record along, and goes for those that come after it', async () => {
    await copied(record);
    expect(await wrapsOf(record)).toBe(2);
    expect(await erase(record)).toEqual([record]);
    expect(await wrapsOf(record)).toBe(0);
    await copied(record);
    expect(await wrapsOf(record)).toBe(0);
    expect(await erasuresOf(record)).toEqual([{ because: 'request', said: true }]);
  });

  it('goes for a version that forks off later', async () => {
    const [first] = await scene.hub.database.query<{ hash: string }>(
      'select hash from event where chain = $1 and seq = 1',
      [scene.ranger.chain],
    );
    await scene.ranger.push([await scene.ranger.signEvent(await sealed(scene.ranger), 2, first?.hash ?? null)]);
    expect(await scene.hub.database.query('select wraps from event_fork')).toEqual([{ wraps: [] }]);
  });

  it('goes for words that come after it, and says so', async () => {
    const note = await scene.noted(record);
    expect(await wrapsOf(note)).toBe(0);
    expect(await erasuresOf(note)).toEqual([{ because: 'request', said: true }]);
    await scene.ranger.signIn();
    const told = (await scene.ranger.pullAll()).filter(({ entity, key }) => entity === 'erasure' && key === note);
    expect(told).toHaveLength(1);
  });

  it('is not held up by a note with odd signs in it', async () => {
    const about = await scene.recorded();
    const body = { about, more: 'a\u0000\ud800' };
    await scene.ranger.push([await scene.ranger.record(await sealed(scene.ranger, 'note', body))]);
    const words = await scene.noted(about);
    expect(await erase(about)).toContain(words);
    expect(await wrapsOf(about, words)).toBe(0);
  });

  it('by retention takes remarks along by the kind of what they are about', async () => {
    const about = await scene.recorded();
    await copied(about);
    const note = await scene.noted(about);
    const parts: Retention['parts'] = { ...usualRetention.parts, violation: null, other: 1 };
    await scene.comesTo(Date.parse('2027-07-03T00:00:00+08:00'));
    await scene.works({ retention: { ...usualRetention, parts } });
    expect(await wrapsOf(about, note)).toBe(3);
    scene.hub.clock.pass(86_400_000);
    await scene.works({ retention: { ...usualRetention, parts: { ...parts, violation: 1, other: null } } });
    expect(await wrapsOf(about, note)).toBe(0);
    expect(await erasuresOf(about)).toEqual([{ because: 'retention', said: true }]);
  });

  it('lost to a copy that slipped in beside it is made good the next day', async () => {
    await scene.hub.database.query(
      `insert into event_wrap select chain, seq, 'late', 'alg', 'enc', 'key' from event where id = $1`,
      [record],
    );
    expect(await wrapsOf(record)).toBe(3);
    scene.hub.clock.pass(86_400_000);
    await scene.works();
    expect(await wrapsOf(record)).toBe(0);
  });
});
