import { uuidv7 } from 'uuidv7';
import { usualRetention } from '../../src/hub/retention/retention.ts';
import { type DailyTools, dailyWork } from '../../src/hub/retention/watch-daily.ts';
import { type Bytes, sha256Hex, utf8 } from '../../src/protocol/bytes.ts';
import type { EvidenceRequestBody } from '../../src/protocol/evidence/evidence-requests.ts';
import { generateRecordKey, importSealingKey, sealPart, wrapRecordKey } from '../../src/protocol/seal.ts';
import { aHub, type HubUnderTest } from './hub-under-test.ts';
import { asAdministrator, asCommander, asRanger, type Persona } from './personas.ts';
import { aViolationBody, someFields } from './some-violation.ts';

/** A hub with a ranger whose records have photos and personal fields, and a commander and an administrator signed in. */
export interface EvidenceScene {
  readonly hub: HubUnderTest;
  readonly ranger: Persona;
  readonly commander: Persona;
  readonly administrator: Persona;
  /** Records a violation with a photo and personal fields, all received. Answers its event id. */
  recorded(photo?: Bytes, body?: Record<string, unknown>): Promise<string>;
  /** The ranger adds a note with words to a record. Answers its event id. */
  noted(about: string): Promise<string>;
  /** Lets a day pass and does the hub's daily work. */
  dayPasses(daily?: Partial<DailyTools>): Promise<void>;
  /** Does the hub's daily work now, as far as it is due. */
  works(daily?: Partial<DailyTools>): Promise<void>;
  /** Lets the clock come to `at`, long after the last day's work, by way of three days that prove it right. */
  comesTo(at: number): Promise<void>;
  exported(request: Partial<EvidenceRequestBody> & { readonly records: readonly string[] }): Promise<Bytes>;
}

export const aPhoto = utf8('\u00ff\u00d8 not quite a picture');

/** `now` is the hub's time at the beginning; left out, that of every hub under test. */
export async function evidenceScene(now?: number): Promise<EvidenceScene> {
  const hub = await aHub({}, null, now);
  const ranger = await asRanger(hub);
  const commander = await (await asCommander(hub)).signIn();
  const administrator = await (await asAdministrator(hub)).signIn();
  const works = async (daily: Partial<DailyTools> = {}) => {
    const { database, keys, clock } = hub;
    const tools = { database, keys, clock, retention: usualRetention, stamps: null, onProblem: throwIt, ...daily };
    await dailyWork(tools, new AbortController().signal);
  };
  return {
    ...{ hub, ranger, commander, administrator },
    recorded: (photo = aPhoto, body = {}) => recordViolation(hub, ranger, photo, body),
    noted: (about) => addNote(ranger, about),
    works,
    dayPasses: async (daily = {}) => {
      hub.clock.pass(86_400_000);
      await works(daily);
      await Promise.all([commander.signIn(), administrator.signIn()]);
    },
    comesTo: async (at) => {
      hub.clock.pass(at - 3 * 86_400_000 - hub.clock.now());
      await works({ onProblem: () => undefined });
      hub.clock.pass(at - hub.clock.now());
    },
    exported: async (request) => {
      const payload = { reason: '法院调取', open: true, ...request };
      const response = await commander.ask('POST', '/api/v1/evidence', payload);
      if (response.statusCode !== 200) throw new Error(`not exported: ${response.body}`);
      return new Uint8Array(response.rawPayload);
    },
  };
}

function throwIt(problem: unknown): never {
  throw problem;
}

async function recordViolation(
  hub: HubUnderTest,
  ranger: Persona,
  taken: Bytes,
  said: Record<string, unknown>,
): Promise<string> {
  const recordKey = await generateRecordKey();
  const id = uuidv7();
  const sealing = ranger.sealingKey();
  const wrap = await wrapRecordKey(recordKey, id, await importSealingKey(sealing.jwk), sealing.kid);
  const photo = await sealPart(taken, 'photo', recordKey);
  const attachment = { part: await sha256Hex(photo), plain: await sha256Hex(taken), bytes: taken.length };
  const camera = { type: 'image/jpeg', takenAt: hub.clock.now() };
  const personal = { ...someFields(), attachments: [{ ...attachment, ...camera }] };
  const fields = await sealPart(utf8(JSON.stringify(personal)), 'fields', recordKey);
  const parts = [
    { sha256: await sha256Hex(fields), bytes: fields.length, type: 'application/json', role: 'fields' },
    { sha256: attachment.part, bytes: photo.length, type: 'image/jpeg', role: 'photo' },
  ];
  await ranger.head(); // a day may have passed: the nonce is of today
  await ranger.push([await ranger.record({ id, parts, wraps: [wrap], body: { ...citing(hub), ...said } })]);
  await ranger.putPartWell(parts[0]?.sha256 ?? '', fields);
  await ranger.putPartWell(attachment.part, photo);
  return id;
}

async function addNote(ranger: Persona, about: string): Promise<string> {
  const [recordKey, id, sealing] = [await generateRecordKey(), uuidv7(), ranger.sealingKey()];
  const wrap = await wrapRecordKey(recordKey, id, await importSealingKey(sealing.jwk), sealing.kid);
  const words = await sealPart(
    utf8(JSON.stringify({ ...someFields(), note: '补充', attachments: [] })),
    'fields',
    recordKey,
  );
  const part = { sha256: await sha256Hex(words), bytes: words.length, type: 'application/json', role: 'fields' };
  await ranger.head();
  await ranger.push([await ranger.record({ kind: 'note', id, parts: [part], wraps: [wrap], body: { about } })]);
  await ranger.putPartWell(part.sha256, words);
  return id;
}

/** Judged by what the hub serves. */
function citing({ shelf }: HubUnderTest): Record<string, unknown> {
  const [rulebook] = shelf.current.rulebooks;
  const [zones] = shelf.current.zones;
  if (!rulebook || !zones) throw new Error('the hub serves no packages');
  const cite = ({ id, version, sha256 }: typeof rulebook) => ({ id, version, sha256, demonstration: true });
  return { ...aViolationBody(), rulebook: cite(rulebook), zones: cite(zones) };
}
