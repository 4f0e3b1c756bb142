import type { HeadAnswer } from '../../protocol/custody.ts';
import type { EnrolmentAnswer } from '../../protocol/enrolment.ts';
import type { PublicJwk } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';
import { appendHubEvent } from './append-hub-event.ts';
import { deviceChange } from './device-body.ts';
import type { EnrolTools } from './enrol-device.ts';
import { deviceByKid } from './find-device.ts';
import type { HubSigner } from './hub-signer.ts';
import { recallClosings } from './recall-closings.ts';
import { type ChangeDraft, recordChanges } from './record-change.ts';

/** What the hub had signed when it enrolled the device, and the key it was for; both checked by the caller. */
export interface Recall {
  readonly answer: EnrolmentAnswer;
  readonly kid: string;
  readonly key: PublicJwk;
  /** What it had signed when it enrolled further people with that key; checked as well. */
  readonly grants?: readonly EnrolmentAnswer[];
  /** Heads in which it told of a successor, the first chain's first. */
  readonly closings?: readonly HeadAnswer[];
}

/**
 * Takes a device back that was enrolled after the backup from which this hub was restored: the same device, chain, person and grant as
 * in the answer it still holds, the same further people, unless it was revoked, and the same closings of its chains. False when this hub was not restored since, or has one of them as somebody else's. Safe to repeat.
 */
export async function recallDevice(
  { database, keys, clock }: EnrolTools,
  { answer, kid, key, grants = [], closings = [] }: Recall,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
    const known = await deviceByKid(tx, kid);
    if (known && known.id !== answer.device) return false;
    if (!known && !(await isLost(tx, answer))) return false;
    const now = clock.now();
    const changes = known ? [] : [await enrolAgain(tx, keys, now, { answer, kid, key })];
    if (!known || known.status === 'active')
      changes.push(...(await grantAgain(tx, keys, now, kid, answer.device, grants)));
    changes.push(...(await recallClosings(tx, keys, now, { id: answer.device, kid }, closings)));
    if (changes.length > 0) await recordChanges(tx, now, [...changes, await deviceChange(tx, answer.device)]);
    return true;
  });
}

async function enrolAgain(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  { answer, kid, key }: Recall,
): Promise<ChangeDraft> {
  const change = await tellRecalled(tx, keys, now, kid, answer);
  await insertAgain(tx, answer, kid, key);
  return change;
}

/** Further people of this very device whose grants an earlier life of this hub had given, and this one lacks. */
async function grantAgain(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  kid: string,
  device: string,
  answers: readonly EnrolmentAnswer[],
): Promise<ChangeDraft[]> {
  const changes: ChangeDraft[] = [];
  for (const answer of answers) {
    if (answer.device !== device || !(await isGrantLost(tx, answer))) continue;
    changes.push(await tellRecalled(tx, keys, now, kid, answer));
    await insertGrant(tx, answer);
  }
  return changes;
}

async function tellRecalled(
  tx: Queryable,
  keys: HubSigner,
  now: number,
  kid: string,
  { device, chain, grant }: EnrolmentAnswer,
): Promise<ChangeDraft> {
  const { id, person, role, area } = grant;
  const body = { step: 'recalled', grant: id, device, kid, chain, person: person.id, role, area };
  return (await appendHubEvent(tx, keys, now, { kind: 'grant', schema: 1, body })).change;
}

async function isGrantLost(tx: Queryable, { grant, epoch }: EnrolmentAnswer): Promise<boolean> {
  const found = await tx.query(
    'select 1 from hub where epoch = $2::uuid union all select 1 from device_grant where id = $1::uuid',
    [grant.id, epoch],
  );
  return found.length === 0;
}

/** Of an earlier life of this hub, and nothing of it is here. */
async function isLost(tx: Queryable, { device, chain, grant, epoch }: EnrolmentAnswer): Promise<boolean> {
  const found = await tx.query(
    `select 1 from hub where epoch = $4::uuid
      union all select 1 from device where id = $1::uuid
      union all select 1 from chain where id = $2::uuid
      union all select 1 from device_grant where id = $3::uuid`,
    [device, chain, grant.id, epoch],
  );
  return found.length === 0;
}

async function insertAgain(tx: Queryable, answer: EnrolmentAnswer, kid: string, key: PublicJwk): Promise<void> {
  const { device, chain, time } = answer;
  await tx.query('insert into device (id, kid, jwk, enrolled_at) values ($1, $2, $3, $4)', [
    ...[device, kid, JSON.stringify(key), time],
  ]);
  await tx.query('insert into chain (id, device, opened_at) values ($1, $2, $3)', [chain, device, time]);
  await insertGrant(tx, answer);
}

async function insertGrant(tx: Queryable, { device, grant, time }: EnrolmentAnswer): Promise<void> {
  const { person, role, area, fromAt, toAt } = grant;
  await tx.query('insert into person (id, name, created_at) values ($1, $2, $3) on conflict do nothing', [
    ...[person.id, person.name, time],
  ]);
  await tx.query(
    'insert into device_grant (id, device, person, role, area, from_at, to_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [grant.id, device, person.id, role, area, fromAt, toAt],
  );
}
