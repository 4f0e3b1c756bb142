import type { Term } from '../../domain/shared/codes.ts';
import type { PublicJwk } from '../signed.ts';
import { importVerifyKey, isSignedBy, thumbprint } from '../signed.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { clockToleranceMs } from './clock-tolerance.ts';
import { isHubEvent } from './hub-events.ts';
import { listOf } from './look-up.ts';
import { type Evidence, type EvidenceEvent, nameOf } from './open-evidence.ts';

/** Every event of the case: its author's signature, the receipt, its place in the chain, its time; and what the hub wrote about it. */
export async function checkEvents(evidence: Evidence): Promise<Check[]> {
  const lists = readLists(evidence);
  const checks: Check[] = [];
  for (const one of evidence.events) {
    const isSigned = (await isHubEvent(evidence, one)) || (await isSignedByDevice(evidence, one));
    checks.push(checkSignature(one, isSigned), await checkReceipt(evidence, one));
    checks.push(checkLink(one, lists), checkTime(evidence, one));
  }
  const ours = [...evidence.grants, ...evidence.erasures, ...evidence.decisions, ...evidence.anchors];
  for (const one of ours) {
    checks.push(checkSignature(one, await isHubEvent(evidence, one)), await checkReceipt(evidence, one));
  }
  return checks;
}

function checkSignature(one: EvidenceEvent, isSigned: boolean): Check {
  if (!one.event) return wrong('signature', nameOf(one), '记录无法读取', 'the record cannot be read');
  if (isSigned) return right('signature', one.event.id);
  return wrong('signature', one.event.id, '签名与内容不符', 'the signature is not over this text');
}

async function isSignedByDevice({ file }: Evidence, { kept }: EvidenceEvent): Promise<boolean> {
  const device = file.devices.find(({ kid }) => kid === kept.event.kid);
  if (!device || (await thumbprint(device.jwk)) !== device.kid) return false;
  const key = await readKey(device.jwk);
  return key !== null && isSignedBy('event', kept.event, key);
}

function readKey(jwk: PublicJwk): Promise<CryptoKey | null> {
  return importVerifyKey(jwk).catch(() => null); // no point on the curve: it signed nothing
}

async function checkReceipt({ keyring }: Evidence, one: EvidenceEvent): Promise<Check> {
  const { event, receipt, hash, kept } = one;
  const isFor = receipt && event && receipt.hash === hash && receipt.seq === event.seq && receipt.chain === event.chain;
  if (!isFor) return wrong('receipt', nameOf(one), '回执不是这条记录的', 'the receipt is for something else');
  if (await keyring.isSigned('receipt', kept.receipt, receipt.time)) return right('receipt', nameOf(one));
  return wrong('receipt', nameOf(one), '回执不是平台签发的', 'the receipt was not signed by the hub');
}

function readLists({ file, items }: Evidence): ReadonlyMap<string, readonly string[]> {
  return new Map(file.chains.map(({ chain, list }) => [chain, listOf(items.get(list)) ?? []] as const));
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

/**
 * What a phone knew of the hub's time cannot be later than the hub's receipt, nor the receipt later than the export. Where they are, a
 * clock was wrong, or the author says so; every byte is still what was signed, so it is for a person to judge.
 *
 * | They contradict each other by | → |
 * |-------------------------------|---|
 * | nothing                       | right |
 * | what hubs’ clocks may differ  | open, with the difference |
 * | more                          | open, with what is later than what, and by how much |
 */
function checkTime({ manifest }: Evidence, one: EvidenceEvent): Check {
  const { event, receipt } = one;
  if (!event || !receipt) return wrong('time', nameOf(one), '时间无法读取', 'its times cannot be read');
  const [early, late] = [(event.at.seen ?? receipt.time) - receipt.time, receipt.time - manifest.exportedAt];
  const off = Math.max(early, late);
  if (off <= 0) return right('time', nameOf(one));
  const seconds = Math.ceil(off / 1000);
  if (off <= clockToleranceMs)
    return open('time', nameOf(one), `平台时钟相差 ${seconds} 秒`, `the hubs’ clocks differed by ${seconds} s`);
  const { zh, en } = sayLength(off);
  return early > late
    ? open(
        ...(['time', nameOf(one), `手机所知的平台时间比回执晚 ${zh}：平台时钟曾经不准，或手机所说不实`] as const),
        `its phone had been told a time ${en} later than its receipt: the hub’s clock was wrong, or its word for it`,
      )
    : open(
        ...(['time', nameOf(one), `回执比本次导出晚 ${zh}：平台时钟曾经不准`] as const),
        `its receipt is ${en} later than this export: the hub’s clock was wrong`,
      );
}

/** In the largest unit that leaves at least two. */
function sayLength(ms: number): Term {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return { zh: `${minutes} 分钟`, en: `${minutes} min` };
  const hours = Math.round(minutes / 60);
  if (hours < 48) return { zh: `${hours} 小时`, en: `${hours} hours` };
  const days = Math.round(hours / 24);
  return { zh: `${days} 天`, en: `${days} days` };
}
