import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsUnder } from '../../../src/hub/custody/under-id.ts';
import type { Database, Queryable } from '../../../src/hub/ports.ts';
import { eraseRecords } from '../../../src/hub/retention/erase-records.ts';
import { heldByCase } from '../../../src/hub/retention/held-by-case.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

/** What words are about is their author's to say: nothing, themselves, or each other. */
describe('whether words are held by a case', () => {
  let scene: EvidenceScene;
  let record: string;
  beforeAll(async () => {
    scene = await evidenceScene();
    record = await scene.recorded();
    const { commander } = scene;
    await commander.head();
    const body = { violation: record, changes: { status: { step: 'opened', on: '2027-01-15' } } };
    await commander.push([await commander.record({ kind: 'case-step', body, base: 0 })]);
  });
  afterAll(() => scene.hub.close());

  const noted = async (about: string, id: string = uuidv7()) => {
    await scene.ranger.head();
    const { results } = await scene.ranger.push([await scene.ranger.record({ id, kind: 'note', body: { about } })]);
    expect(['stored', 'held']).toContain(results[0]?.outcome); // held while nothing it is about is there
    return id;
  };
  /** Fails rather than answer more often than any of these stories needs. */
  const answeringAtMost = (most: number, db: Queryable): Queryable => {
    let asked = 0;
    return {
      query: (text, values) => {
        asked += 1;
        if (asked > most) throw new Error(`asked more than ${most} times`);
        return db.query(text, values);
      },
    };
  };
  const isHeld = async (id: string) => {
    const events = [...(await eventsUnder(scene.hub.database, [id])).values()].flat();
    expect(events).toHaveLength(1);
    return (await heldByCase(answeringAtMost(10, scene.hub.database), events)).size > 0;
  };

  it('is found for words about words about the record', async () => {
    expect(await isHeld(await noted(await noted(await noted(record))))).toBe(true);
  });

  it('comes to an end where nothing stands', async () => {
    expect(await isHeld(await noted(await noted(uuidv7())))).toBe(false);
    expect(await isHeld(await noted(uuidv7()))).toBe(false);
  });

  it('comes to an end in a ring', async () => {
    const [first, second, itself] = [uuidv7(), uuidv7(), uuidv7()];
    await noted(second, first);
    await noted(first, second);
    await noted(itself, itself);
    expect(await Promise.all([isHeld(first), isHeld(second), isHeld(itself)])).toEqual([false, false, false]);
    expect(await isHeld(await noted(await noted(first)))).toBe(false);
  });

  it('lets them be erased', async () => {
    const note = await noted(await noted(uuidv7()));
    const { database, keys, clock } = scene.hub;
    const limited: Database = {
      ...answeringAtMost(0, database),
      transaction: (work) => database.transaction((tx) => work(answeringAtMost(50, tx))),
      listen: (channel, onPayload) => database.listen(channel, onPayload),
      close: () => database.close(),
    };
    const outcome = await eraseRecords({ database: limited, keys, clock }, [note], {
      because: 'request',
      person: null,
    });
    expect(outcome).toEqual({ erased: [note], inCase: [] });
  });
});
