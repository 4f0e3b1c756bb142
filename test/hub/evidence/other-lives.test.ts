import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../../src/hub/backup/take-backup.ts';
import { recallDevice } from '../../../src/hub/custody/recall-device.ts';
import { makeAnchor } from '../../../src/hub/evidence/make-anchor.ts';
import { readCase } from '../../../src/protocol/evidence/read-case.ts';
import { signText, toPublicJwk } from '../../../src/protocol/signed.ts';
import { type Checked, checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';
import { hubOn } from '../../support/hub-on.ts';
import type { HubUnderTest } from '../../support/hub-under-test.ts';
import { MemoryPartStore } from '../../support/memory-part-store.ts';
import type { EventDraft, PersonaHub } from '../../support/persona-hub.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

const now = Date.parse('2027-01-15T10:00:00+08:00');
const [dayMs, passphrase] = [86_400_000, 'a good long passphrase'];
const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;

/** Writes a violation and answers its id. */
async function recorded(writer: Persona, chain = writer.chain): Promise<string> {
  const event = await writer.record();
  await writer.head(chain);
  await writer.push([event], chain);
  return idOf(event);
}

async function checkedBy(commander: Persona, ...records: string[]): Promise<Checked> {
  const request = { records, reason: '法院调取', open: false };
  const response = await commander.ask('POST', '/api/v1/evidence', request);
  if (response.statusCode !== 200) throw new Error(response.body);
  return checkEvidence(new Uint8Array(response.rawPayload));
}

describe('a hub restored from a backup', () => {
  let folder: string;
  let standing: HubUnderTest;
  let commander: Persona;
  let [before, erased, lateRecord] = ['', '', ''];
  const databases: FreshDatabase[] = [];
  /** Phones go on against whatever hub stands now. */
  const line: PersonaHub = {
    app: { inject: (request) => standing.app.inject(request) },
    clock: { now: () => standing.clock.now() },
    code: (role, name) => standing.code(role, name),
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-lives-'));
    const [keyFolder, packagesFolder, parts] = [join(folder, 'keys'), join(folder, 'packages'), new MemoryPartStore()];
    const first = await freshDatabase();
    standing = await hubOn({ fresh: first, keyFolder, partStore: parts, now });
    const { clock } = standing;
    const ranger = await asRanger(line);
    const older = await (await asCommander(line)).signIn();
    before = await recorded(ranger);
    const photo = { plain: new Uint8Array([1]), role: 'photo', type: 'image/jpeg' } as const;
    const { id, wraps, parts: named } = await ranger.seal([photo]);
    await ranger.push([await ranger.record({ id, wraps, parts: named })]);
    await older.ask('POST', '/api/v1/erasures', { records: [id], because: 'request' });
    erased = id;
    clock.pass(dayMs);
    await makeAnchor(first.database, standing.keys, clock.now());
    const source = { database: first.database, clock, parts, keyFolder, packagesFolder, work: 4 };
    await takeBackup(source, join(folder, 'hub.age'), passphrase);
    const late = await asRanger(line, '周后到');
    await standing.close();
    const second = await emptyDatabase();
    databases.push(first, second);
    const target = { database: second.database, clock, parts: new MemoryPartStore(), packagesFolder };
    const newKeys = join(folder, 'keys-again');
    await restoreBackup({ ...target, keyFolder: newKeys }, join(folder, 'hub.age'), passphrase);
    standing = await hubOn({ fresh: second, keyFolder: newKeys, partStore: target.parts, now: clock.now() });
    const said = { answer: late.enrolment, kid: late.kid, key: await toPublicJwk(late.key.publicKey) };
    expect(await recallDevice(standing, said)).toBe(true);
    lateRecord = await recorded(late);
    standing.clock.pass(dayMs);
    await makeAnchor(second.database, standing.keys, standing.clock.now());
    commander = await (await asCommander(line)).signIn();
  });
  afterAll(async () => {
    await standing.close();
    for (const { drop } of databases) await drop();
    await rm(folder, { recursive: true });
  });

  it('takes out what was recorded before, whole, under the anchor of then', async () => {
    const { outcome, wrong, checks } = await checkedBy(commander, before);
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    const anchors = checks.filter(({ check }) => check === 'anchor');
    expect(anchors.map((one) => one.outcome)).toEqual(['right', 'right']);
  });

  it('takes out what was erased before, and says who erased it', async () => {
    const { outcome, wrong, evidence } = await checkedBy(commander, erased);
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    expect(evidence && readCase(evidence)[0]?.erased).toMatchObject({ by: '李指挥', because: 'request' });
  });

  it('takes out what a device wrote that it had to be told of again', async () => {
    const { outcome, wrong } = await checkedBy(commander, lateRecord);
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
  });
});

describe('a record of a device that writes on another chain by now', () => {
  let scene: EvidenceScene;
  beforeAll(async () => {
    scene = await evidenceScene();
  });
  afterAll(() => scene.hub.close());

  it('is whole on the new chain and on the one that was closed', async () => {
    const { ranger, commander } = scene;
    const old = await scene.recorded();
    const successor = await closed(commander, ranger.chain);
    const anew = await onChain(ranger, successor);
    const further = await closed(commander, successor);
    const newest = await onChain(ranger, further);
    expect(new Set([successor, further]).size).toBe(2);
    await scene.dayPasses();
    for (const record of [old, anew, newest]) {
      const { outcome, wrong } = await checkEvidence(await scene.exported({ records: [record] }));
      expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    }
  });

  it('that was written again there is one case with both, and each part opened once', async () => {
    const { ranger, commander } = scene;
    const fields = { plain: new Uint8Array([123, 125]), role: 'fields', type: 'application/json' } as const;
    const other = await asRanger(scene.hub, '孙替班');
    const { id, wraps, parts, sealed } = await other.seal([fields]);
    const draft = { id, wraps, parts };
    await other.push([await other.record(draft)]);
    for (const { bytes, reference } of sealed) await other.putPartWell(reference.sha256, bytes);
    const successor = await closed(commander, other.chain);
    await onChain(other, successor, draft);
    const copy = await ranger.seal([fields]);
    await ranger.head();
    await ranger.push([await ranger.signEvent({ ...draft, ...copy, id }, 2, await headOf(ranger))]);
    const bytes = await scene.exported({ records: [id, id] });
    const { outcome, wrong, evidence } = await checkEvidence(bytes);
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    expect(evidence?.file.events).toHaveLength(3);
    const paths = evidence?.manifest.items.map(({ path }) => path) ?? [];
    expect(new Set(paths).size).toBe(paths.length);
  });
});

async function closed(commander: Persona, chain: string): Promise<string> {
  return (await commander.ask('POST', '/api/v1/closings', { chain })).json<{ successor: string }>().successor;
}

async function headOf(writer: Persona): Promise<string | null> {
  return (await writer.head()).hash;
}

/** Writes the first event of another chain of the same device. */
async function onChain(writer: Persona, chain: string, draft: EventDraft = {}): Promise<string> {
  const { raw, wraps } = await writer.signEvent(draft, 1, null);
  const text = JSON.stringify({ ...(JSON.parse(raw) as object), chain });
  const event = { ...(await signText('event', text, writer.key.privateKey, writer.kid)), wraps };
  await writer.head(chain);
  const { results } = await writer.push([event], chain);
  expect(['stored', 'held']).toContain(results[0]?.outcome);
  return idOf(event);
}
