import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { readCase, sayTimes } from '../../../src/protocol/evidence/read-case.ts';
import { generateRecordKey, importSealingKey, sealPart, wrapRecordKey } from '../../../src/protocol/seal.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import type { EventDraft } from '../../support/persona-hub.ts';
import { asRanger, type Persona } from '../../support/personas.ts';
import { someFields } from '../../support/some-violation.ts';

/** Anybody who is enrolled may name a record, and whoever wrote it or commands may add to it: nothing of that spoils it. */
describe('the evidence of a record that other events name', () => {
  let scene: EvidenceScene;
  let rogue: Persona;
  let record: string;
  beforeAll(async () => {
    scene = await evidenceScene();
    rogue = await asRanger(scene.hub, '孙替班');
  });
  afterAll(() => scene.hub.close());

  const pushed = async (draft: EventDraft, by = rogue) => {
    await by.head();
    const { results } = await by.push([await by.record({ parts: [], ...draft })]);
    return results[0]?.outcome;
  };
  /** What its author adds. */
  const noted = (draft: EventDraft) => pushed({ kind: 'note', ...draft }, scene.ranger);
  const checked = async () => {
    const result = await checkEvidence(await scene.exported({ records: [record] }));
    const told = result.evidence ? readCase(result.evidence) : [];
    expect(told.map(sayTimes)).toHaveLength(told.length);
    return { ...result, told };
  };
  /** A part of so many bytes, and what it costs to declare it without sending it. */
  const photo = (sha256: string, bytes: number) => ({ sha256, bytes, type: 'image/jpeg', role: 'photo' as const });
  const far = (place: number) => String(place).padStart(64, '0');

  it('leaves out what the hub does not use, and says how many there are', async () => {
    record = await scene.recorded();
    const strange = { kind: 'strange', body: { at: 1e16, about: record }, seen: scene.hub.clock.now() + 86_400_000 };
    expect(await pushed(strange)).toBe('held');
    const parts = Array.from({ length: 64 }, (_, place) => photo(far(place), 10 * 1024 * 1024));
    expect(await pushed({ kind: 'strange', body: { about: record }, parts })).toBe('held');
    const { outcome, wrong, told, checks } = await checked();
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    expect(told.map(({ id }) => id)).toEqual([record]);
    const standing = checks.filter(({ check, item }) => check === 'standing' && item === 'case.json');
    expect(standing).toMatchObject([{ outcome: 'open', text: { en: expect.stringContaining('2 more events') } }]);
  });

  it('leaves out what names it without being about it', async () => {
    const other = await scene.recorded();
    record = await scene.recorded();
    expect(await noted({ body: { about: other, more: record } })).toBe('stored');
    const { told, checks } = await checked();
    expect(told.map(({ id }) => id)).toEqual([record]);
    expect(checks.filter(({ item }) => item === 'case.json').map(({ check }) => check)).not.toContain('standing');
  });

  it('is whole whatever a note says of its own time and parts', async () => {
    record = await scene.recorded();
    const [own] = await scene.hub.database.query<{ sha256: string }>(
      "select sha256 from event_part p join event e using (chain, seq) where e.id = $1 and p.role = 'photo'",
      [record],
    );
    const body = { about: record, at: 8.64e15, until: 1e16 };
    const [wall, seen] = [8.64e15, scene.hub.clock.now() + 86_400_000];
    expect(await noted({ body, wall, seen, parts: [photo(own?.sha256 ?? '', 1)] })).toBe('stored');
    const { outcome, wrong, told } = await checked();
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    expect(told).toHaveLength(2);
  });

  it('is whole when a note says that its picture was another one', async () => {
    record = await scene.recorded();
    const [recordKey, id, sealing] = [await generateRecordKey(), uuidv7(), scene.ranger.sealingKey()];
    const wraps = [await wrapRecordKey(recordKey, id, await importSealingKey(sealing.jwk), sealing.kid)];
    const picture = await sealPart(utf8('one'), 'photo', recordKey);
    const said = { part: await sha256Hex(picture), plain: await sha256Hex(utf8('two')), bytes: 3, type: 'image/jpeg' };
    const personal = { ...someFields(), attachments: [{ ...said, takenAt: scene.hub.clock.now() }] };
    const fields = await sealPart(utf8(JSON.stringify(personal)), 'fields', recordKey);
    const parts = [
      photo(said.part, picture.length),
      { sha256: await sha256Hex(fields), bytes: fields.length, type: 'application/json', role: 'fields' as const },
    ];
    expect(await noted({ id, body: { about: record }, parts, wraps })).toBe('stored');
    await scene.ranger.putPartWell(parts[0]?.sha256 ?? '', picture);
    await scene.ranger.putPartWell(parts[1]?.sha256 ?? '', fields);
    const { wrong, checks } = await checked();
    expect(wrong).toEqual([]);
    const [opened] = checks.filter(({ check, outcome }) => check === 'opened' && outcome === 'open');
    expect(opened).toMatchObject({ item: `opened/${id}/1-photo.jpg` });
  });

  it('is not refused for parts that were declared and never sent', async () => {
    record = await scene.recorded();
    const parts = Array.from({ length: 64 }, (_, place) => photo(far(place), 10 * 1024 * 1024));
    expect(await noted({ body: { about: record }, parts })).toBe('stored');
    const { outcome, wrong, told } = await checked();
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    expect(told).toHaveLength(2);
  });

  it('goes without the parts of others when they are too much, and says so', async () => {
    record = await scene.recorded();
    const large = new Uint8Array(5 * 1024 * 1024);
    const { id, sealed, wraps } = await scene.ranger.seal([{ plain: large, role: 'photo', type: 'image/jpeg' }]);
    const [part] = sealed;
    const parts = Array.from({ length: 64 }, () => part?.reference ?? photo(far(1), 1));
    expect(await noted({ id, body: { about: record }, parts, wraps })).toBe('stored');
    await scene.ranger.putPartWell(part?.reference.sha256 ?? '', part?.bytes ?? large);
    const { outcome, wrong, checks, evidence } = await checked();
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    const opened = evidence?.manifest.items.filter(({ path }) => path.startsWith('opened/')) ?? [];
    expect(opened.map(({ path }) => path.split('/')[1])).toEqual([record, record]);
    const left = checks.find(({ item }) => item === `parts/${part?.reference.sha256}.part`);
    expect(left).toMatchObject({
      outcome: 'open',
      text: { en: 'too large for this package: take its event out by itself' },
    });
  });
});
