import { randomUUID } from 'node:crypto';
import type { Grant } from '../../src/protocol/enrolment.ts';
import { enrolledByHand, noHub } from './enrolled-by-hand.ts';
import { aPhone, drafts, judged, type Phone, until } from './phone.ts';

/** A phone without a hub whose first person is on duty, and two colleagues who share it. */
export interface SharedPhone {
  readonly phone: Phone;
  readonly grants: readonly [Grant, Grant, Grant];
}

export async function aSharedPhone(profile: string = randomUUID()): Promise<SharedPhone> {
  const phone = aPhone({ fetch: noHub, profile });
  await enrolledByHand(phone);
  const first = await grantOf(phone);
  const [second, third] = [colleague(first, 'a', '李巡山'), colleague(first, 'b', '孙守林')];
  for (const grant of [second, third]) await joins(phone, grant);
  await phone.people.goOnDuty(first.id);
  return { phone, grants: [first, second, third] };
}

/** As by an enrolment link. */
export async function joins({ stores }: Phone, grant: Grant): Promise<void> {
  await stores.locks.noteHolders();
  await stores.profiles.addGrant(grant, { raw: '', sig: '', kid: '' });
}

export function colleague(first: Grant, digit: string, name: string): Grant {
  const id = (kind: string) => `01900000-0000-7000-8000-0000000000${kind}${digit}`;
  return { ...first, id: id('4'), person: { id: id('3'), name } };
}

export async function grantOf({ keys }: Phone): Promise<Grant> {
  const profile = await keys.enrolled();
  if (!profile) throw new Error('not enrolled');
  return profile.enrolled.grant;
}

/** The same phone after its browser was killed. */
export function restarted(phone: Phone): Phone {
  phone.close();
  return aPhone({ fetch: noHub, profile: phone.profile });
}

/** Begins a draft that says this; answers its id. */
export async function begins(phone: Phone, note: string, photos = 0): Promise<string> {
  const { id, ...draft } = await drafts(phone, photos);
  await phone.drafts.save({ id, ...draft, note });
  return id;
}

export async function finishes(phone: Phone, id: string): Promise<void> {
  const finished = await phone.drafts.finalise(id, judged);
  if (!finished.ok) throw new Error(finished.because);
}

/** What the drafts say that whoever is on duty is shown. */
export async function notes(phone: Phone): Promise<string[]> {
  return (await until(phone.drafts.all)).map(({ note }) => note).sort();
}

export async function lockOf(phone: Phone): Promise<string> {
  return (await until(phone.lock.state)).kind;
}
