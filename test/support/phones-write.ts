import { textToForm } from '../../src/app/text-form.ts';
import { keepIncidents } from '../../src/hub/incidents/keep-incidents.ts';
import type { SentEvent } from '../../src/protocol/event.ts';
import { fivePlaces, fixAt } from './five-places.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { anOrder } from './office-texts.ts';
import { type Phone, records, until } from './phone.ts';
import { anAlarm, type EnrolledPhone, PhoneScene } from './phone-scene.ts';
import { smokeAgain } from './sample-life.ts';

/** What a phone has written and not sent: the rest of its chain, in order. */
export interface WaitingChain {
  readonly chain: string;
  readonly events: readonly SentEvent[];
}

const gate = 'sample-gate-01';
const signatory = { name: '周明', position: '法制科科长' };

/**
 * Two desks, a ranger's and a gate keeper's phone at a hub whose stations report: some of what they write reaches it, and then each
 * writes, without a line, something of every kind its app can. All by the product's own code; people and places are nobody's.
 */
export async function phonesWrite(hub: HubUnderTest): Promise<WaitingChain[]> {
  const scene = PhoneScene.beside(hub);
  const of = (role: 'ranger' | 'commander' | 'gate-keeper') =>
    scene.enrolledPhone(role, { wallNow: () => hub.clock.now() });
  const [ranger, desk, other, keeper] = [
    await of('ranger'),
    await of('commander'),
    await of('commander'),
    await of('gate-keeper'),
  ];
  const all = [ranger, desk, other, keeper];
  const sent = await reachTheHub(hub, ranger.phone, desk.phone, other.phone);
  const alarm = await smokeAgain(hub);
  for (const { phone } of all) await phone.syncs();
  for (const { line } of all) line.isDown = true;
  await writeAsRanger(ranger.phone);
  await writeAsDesk(desk.phone, sent, alarm);
  await registers(keeper.phone);
  const waiting = await Promise.all(all.map(waitingOf));
  scene.closePhones();
  return waiting.filter(({ events }) => events.length > 0);
}

interface Sent {
  readonly violation: string;
  readonly sighting: string;
  readonly permit: string;
  /** The steps of the case that conflict, the one that stands first. */
  readonly steps: readonly [string, string];
  /** The modes of the gate that conflict, the one that stands first. */
  readonly modes: readonly [string, string];
}

/** A record with two steps that conflict, a sighting, a permit, a gate with two modes that conflict. */
async function reachTheHub(hub: HubUnderTest, ranger: Phone, desk: Phone, other: Phone): Promise<Sent> {
  const violation = await records(ranger, 1);
  const sighting = await sees(ranger);
  await ranger.syncs();
  const permit = await issues(desk, '威环林批〔2026〕1号');
  await signs(other, 1);
  await other.office.signRulebook(anOrder({ id: 'county-order-2026-9' }).document, signatory);
  for (const phone of [desk, other]) await phone.syncs();
  await desk.casework.take(violation, 0, { status: { step: 'opened', on: '2026-11-22' } });
  await desk.gateModes.set(gate, 0, { mode: 'closed', because: 'order', document: '' });
  await desk.syncs(); // what is opened first stands, on whatever machine
  await other.casework.take(violation, 0, { status: { step: 'declined', on: '2026-11-22' } });
  await other.gateModes.set(gate, 0, { mode: 'approved-only', because: 'order', document: '' });
  for (const phone of [other, desk]) await phone.syncs();
  await other.incidents.say({ deed: 'verify', members: [sighting], verdict: 'confirmed' });
  await other.syncs();
  await keepIncidents(hub.database, hub.clock.now());
  const cases = await until(desk.casework.cases, (rows) => rows.get(violation)?.file.entries.length === 2);
  const [standing, claim] = cases.get(violation)?.file.entries ?? [];
  const gates = await until(desk.gateModes.rows, (rows) => rows.get(gate)?.file.entries.length === 2);
  const [mode, otherMode] = gates.get(gate)?.file.entries ?? [];
  const steps = [standing?.event ?? '', claim?.event ?? ''] as const;
  return { violation, sighting, permit, steps, modes: [mode?.event ?? '', otherMode?.event ?? ''] };
}

async function writeAsRanger(phone: Phone): Promise<void> {
  const id = await records(phone, 2);
  await phone.stories.add(id, { kind: 'note', text: '当事人已离开' });
  await phone.stories.add(id, { kind: 'amendment', text: '应为吸烟', act: 'smoking' });
  await phone.stories.add(id, { kind: 'voiding', text: '', reason: 'mistaken' });
  await sees(phone);
}

async function writeAsDesk(phone: Phone, sent: Sent, alarm: { id: string; version: number }): Promise<void> {
  const [standing, claim] = sent.steps;
  await phone.acknowledging.acknowledge({ ...anAlarm(0), ...alarm });
  await phone.acknowledging.step({ ...anAlarm(0), ...alarm }, { verification: 'confirmed' });
  await phone.casework.settle(sent.violation, { field: 'status', stands: standing, over: [claim] });
  const [stands, over] = sent.modes;
  await phone.gateModes.settle(gate, { field: 'mode', stands, over: [over] });
  await phone.casework.take(sent.violation, 3, { status: { step: 'investigated', on: '2026-11-23' } });
  await phone.permitWriting.withdraw({ id: sent.permit, version: 1 }, '气象突变');
  await issues(phone, '威环林批〔2026〕2号');
  await signs(phone, 0);
  await phone.office.signRulebook(anOrder().document, signatory);
  await phone.incidents.say({ deed: 'verify', members: [sent.sighting], verdict: 'false' });
}

async function sees(phone: Phone): Promise<string> {
  const draft = await phone.sightings.open();
  const seenAt = Date.parse('2026-11-22T09:55:00+08:00');
  const fix = fixAt(fivePlaces.deepInForest, 8, seenAt);
  await phone.sightings.save({ ...draft, sign: 'smoke', fix, seenAt, note: '像是坟地方向' });
  return idOf(await phone.sightings.finalise(draft.id));
}

async function registers(phone: Phone): Promise<void> {
  const draft = await phone.passes.open();
  await phone.passes.save({ ...draft, gate, mode: 'closed', persons: 2, plate: '鲁K12345', name: '于某某' });
  idOf(await phone.passes.finalise(draft.id));
  await phone.gateModes.set(gate, 2, { mode: 'open', because: 'lifted', document: '' });
}

async function issues(phone: Phone, documentNumber: string): Promise<string> {
  const { lon, lat } = fivePlaces.deepInForest;
  const draft = await phone.permitWriting.open(null);
  const corners: [number, number][] = [
    [lon - 0.003, lat - 0.003],
    [lon + 0.003, lat - 0.003],
    [lon, lat + 0.003],
  ];
  await phone.permitWriting.save({
    ...draft,
    ...{ documentNumber, approverName: '环翠区人民政府', acts: ['clearing-burn'], corners, isClosed: true },
    ...{ fromOn: '2026-11-25', toOn: '2026-11-26', responsibleName: '赵某某', responsiblePhone: '13800002222' },
  });
  return idOf(await phone.permitWriting.issue(draft.id));
}

async function signs(phone: Phone, index: number): Promise<void> {
  const history = (await phone.packages.legalTexts())[index];
  if (!history) throw new Error('no legal text');
  const { standing } = history.current;
  const draft = await phone.office.openDraft(textToForm(history.current), { base: 0, sha256: standing.sha256 });
  const signed = await phone.office.signText(draft, signatory);
  if (!signed.ok) throw new Error(signed.because);
}

function idOf(finished: { readonly ok: true; readonly id: string } | { readonly ok: false; readonly because: string }) {
  if (!finished.ok) throw new Error(finished.because);
  return finished.id;
}

async function waitingOf({ phone, chain }: EnrolledPhone): Promise<WaitingChain> {
  const held = (await phone.stores.chains.hubHead(chain))?.seq ?? 0;
  const rows = await phone.stores.chains.from(chain, held + 1, 100);
  return { chain, events: rows.map(({ raw, sig, kid, wraps }) => ({ raw, sig, kid, wraps: [...wraps] })) };
}
