import * as v from 'valibot';
import type { PublicJwk } from '../signed.ts';
import { importVerifyKey, isSignedBy, thumbprint } from '../signed.ts';
import { type Check, right, wrong } from './checks.ts';
import { readChainList } from './evidence-package.ts';
import { takenGrantSchema } from './hub-bodies.ts';
import { type Evidence, type EvidenceEvent, textOf } from './open-evidence.ts';

/** Every event of the case: its author's signature, the grant behind it, the receipt, its place in the chain, its time. */
export async function checkEvents(evidence: Evidence): Promise<Check[]> {
  const lists = readLists(evidence);
  const checks: Check[] = [];
  for (const one of evidence.events) {
    checks.push(await checkSignature(evidence, one), await checkReceipt(evidence, one));
    checks.push(await checkGrant(evidence, one), checkLink(one, lists), checkTime(evidence, one));
  }
  const ours = [...evidence.grants, ...evidence.erasures, ...evidence.anchors];
  for (const one of ours) checks.push(await checkSignature(evidence, one), await checkReceipt(evidence, one));
  return checks;
}

/** What an event is called in a list of checks. */
export function nameOf({ event, hash }: EvidenceEvent): string {
  return event?.id ?? hash;
}

async function checkSignature(evidence: Evidence, one: EvidenceEvent): Promise<Check> {
  const { event, kept } = one;
  if (!event) return wrong('signature', nameOf(one), '记录无法读取', 'the record cannot be read');
  const isOurs = event.chain === evidence.manifest.hub.chain;
  const isSigned = isOurs
    ? await evidence.keyring.isSigned('event', kept.event)
    : await isSignedByDevice(evidence, kept.event);
  if (isSigned) return right('signature', event.id);
  return wrong('signature', event.id, '签名与内容不符', 'the signature is not over this text');
}

async function isSignedByDevice({ file }: Evidence, signed: EvidenceEvent['kept']['event']): Promise<boolean> {
  const device = file.devices.find(({ kid }) => kid === signed.kid);
  if (!device || (await thumbprint(device.jwk)) !== device.kid) return false;
  const key = await readKey(device.jwk);
  return key !== null && isSignedBy('event', signed, key);
}

function readKey(jwk: PublicJwk): Promise<CryptoKey | null> {
  return importVerifyKey(jwk).catch(() => null); // no point on the curve: it signed nothing
}

async function checkReceipt({ keyring }: Evidence, one: EvidenceEvent): Promise<Check> {
  const { event, receipt, hash, kept } = one;
  const isFor = receipt && event && receipt.hash === hash && receipt.seq === event.seq && receipt.chain === event.chain;
  if (!isFor) return wrong('receipt', nameOf(one), '回执不是这条记录的', 'the receipt is for something else');
  if (await keyring.isSigned('receipt', kept.receipt)) return right('receipt', nameOf(one));
  return wrong('receipt', nameOf(one), '回执不是平台签发的', 'the receipt was not signed by the hub');
}

/** The hub's own grant: this key writes this chain, and this person had it. */
async function checkGrant({ manifest, grants, keyring }: Evidence, one: EvidenceEvent): Promise<Check> {
  const { event, kept } = one;
  if (!event || event.chain === manifest.hub.chain) return right('grant', nameOf(one));
  for (const grant of grants) {
    const body = v.safeParse(takenGrantSchema, grant.event?.body);
    const isOurs = grant.event?.kind === 'grant' && grant.event.chain === manifest.hub.chain;
    if (!isOurs || !body.success) continue;
    const { kid, chain, person } = body.output;
    const isFor = kid === kept.event.kid && chain === event.chain && person === event.person;
    if (isFor && (await keyring.isSigned('event', grant.kept.event))) return right('grant', event.id);
  }
  return wrong('grant', event.id, '没有此设备与人员的授权', 'no grant of this device to this person');
}

function readLists({ file, items }: Evidence): ReadonlyMap<string, readonly string[]> {
  const lists = file.chains.map(
    ({ chain, list }) => [chain, readChainList(textOf(items.get(list)) ?? '') ?? []] as const,
  );
  return new Map(lists);
}

/** The event stands in its chain's list at its number, and names the one before. */
function checkLink(one: EvidenceEvent, lists: ReadonlyMap<string, readonly string[]>): Check {
  const { event, hash } = one;
  const list = event ? lists.get(event.chain) : undefined;
  if (!event || !list) return wrong('link', nameOf(one), '没有所在链的清单', 'the list of its chain is missing');
  const isAt = list[event.seq - 1] === hash && (list[event.seq - 2] ?? null) === event.prev;
  return isAt
    ? right('link', event.id)
    : wrong('link', event.id, '与链上前后记录不相接', 'does not join what stands before and at its place');
}

/** What a phone knew of the hub's time cannot be later than the hub's receipt, nor the receipt later than the export. */
function checkTime({ manifest }: Evidence, one: EvidenceEvent): Check {
  const { event, receipt } = one;
  const isOrdered =
    event && receipt && (event.at.seen ?? receipt.time) <= receipt.time && receipt.time <= manifest.exportedAt;
  return isOrdered
    ? right('time', nameOf(one))
    : wrong('time', nameOf(one), '时间前后矛盾', 'its times contradict each other');
}
