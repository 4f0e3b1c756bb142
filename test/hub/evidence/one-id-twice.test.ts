import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from '../../../src/app/verify-page/read-records.ts';
import { utf8 } from '../../../src/protocol/bytes.ts';
import type { Evidence } from '../../../src/protocol/evidence/open-evidence.ts';
import { type Checked, checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { asRanger, type Persona } from '../../support/personas.ts';
import { someFields } from '../../support/some-violation.ts';

/** An id is its author's choice: two phones may write under the same. */
describe('two events of different phones under one id', () => {
  let scene: EvidenceScene;
  let [genuine, other] = [] as unknown as [Persona, Persona];
  let first: string;
  let second: string;
  beforeAll(async () => {
    scene = await evidenceScene();
    [genuine, other] = [scene.ranger, await asRanger(scene.hub, '冒名者')];
    first = await scene.recorded();
    await written(other, '栽赃的名字', first);
    second = await written(other, '栽赃的名字');
    await written(genuine, '真名', second);
  });
  afterAll(() => scene.hub.close());

  /** A violation with sealed fields, all received. */
  const written = async (writer: Persona, name: string, id?: string) => {
    const personal = utf8(JSON.stringify({ ...someFields(), name }));
    const made = await writer.seal([{ plain: personal, role: 'fields', type: 'application/json' }], id);
    scene.hub.clock.pass(1_000);
    await writer.head();
    const { results } = await writer.push([await writer.record({ id: made.id, parts: made.parts, wraps: made.wraps })]);
    expect(['stored', 'held']).toContain(results[0]?.outcome);
    for (const { bytes, reference } of made.sealed) await writer.putPartWell(reference.sha256, bytes);
    return made.id;
  };
  const told = (evidence: Evidence | null) =>
    (evidence ? readRecords(evidence) : []).map((one) => [one.told.person, one.fields?.name, one.photos.length]);
  const exported = async (record: string): Promise<Checked> =>
    checkEvidence(await scene.exported({ records: [record] }));

  it('are each shown with what was opened of it', async () => {
    const { wrong, evidence } = await exported(first);
    expect(wrong).toEqual([]);
    expect(told(evidence)).toEqual([
      ['王海林', '赵钱孙李某', 1],
      ['冒名者', '栽赃的名字', 0],
    ]);
  });

  it('are so in the order in which the hub received them', async () => {
    const { wrong, evidence } = await exported(second);
    expect(wrong).toEqual([]);
    expect(told(evidence)).toEqual([
      ['冒名者', '栽赃的名字', 0],
      ['王海林', '真名', 0],
    ]);
  });

  it('do not share what only one of them can open, though both name it', async () => {
    const parts = await scene.hub.database.query<{ sha256: string; bytes: number; type: string; role: string }>(
      'select p.sha256, p.bytes, p.type, p.role from event_part p join event e using (chain, seq) where e.id = $1 and e.chain = $2',
      [first, genuine.chain],
    );
    const third = await asRanger(scene.hub, '又一人');
    const made = await third.seal([], first);
    await third.push([await third.record({ id: first, parts, wraps: made.wraps })]);
    const { wrong, evidence } = await exported(first);
    expect(wrong).toEqual([]);
    expect(told(evidence).map(([, name]) => name)).toEqual(['赵钱孙李某', '栽赃的名字', undefined]);
  });

  it('of one phone, on the chain that follows a closed one, are both shown opened', async () => {
    const evidence = (await exported(first)).evidence as Evidence;
    const [one] = evidence.events;
    const copy = one && { ...one, hash: '0'.repeat(64) };
    const both = { ...evidence, events: copy ? [...evidence.events, copy] : [] };
    expect(told(both).at(-1)).toEqual(['王海林', '赵钱孙李某', 1]);
  });
});
