import * as v from 'valibot';
import type { Term } from '../../domain/shared/codes.ts';
import type { Certificate } from '../time-stamp/certificate.ts';
import { type CheckedStamp, checkToken, type StampFault } from '../time-stamp/check-token.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { clockToleranceMs } from './clock-tolerance.ts';
import { type AnchorBody, anchorBodySchema, eventLeaf } from './hub-bodies.ts';
import { isHubEvent } from './hub-events.ts';
import { listOf } from './look-up.ts';
import { rootOfPath } from './merkle.ts';
import { type Evidence, type EvidenceEvent, nameOf } from './open-evidence.ts';
import { sayMoment } from './say-moment.ts';

export interface AnchorStamp extends CheckedStamp {
  readonly anchor: string;
}

/** Every anchor that covers an event, its time stamp, and that a line of each chain's list was so already then. */
export async function checkAnchors(
  evidence: Evidence,
  roots: readonly Certificate[],
): Promise<{ readonly checks: Check[]; readonly stamps: AnchorStamp[] }> {
  const checks: Check[] = [];
  const stamps: AnchorStamp[] = [];
  for (const one of evidence.events) checks.push(await checkCovered(evidence, one));
  for (const chain of evidence.file.chains) checks.push(...(await checkHead(evidence, chain)));
  for (const [place, one] of evidence.anchors.entries()) {
    const path = evidence.file.anchors[place]?.stamp ?? null;
    const token = path === null ? null : evidence.items.get(path);
    if (!token) {
      checks.push(open('stamp', dayOf(one) ?? nameOf(one), '没有时间戳', 'no time stamp'));
      continue;
    }
    const checked = await checkToken(token, one.hash, roots);
    stamps.push({ ...checked, anchor: one.hash });
    checks.push(checkStamp(evidence, one, path ?? '', checked));
  }
  return { checks, stamps };
}

/** The body of an anchor; null for anything else. */
export function anchorBody(one: EvidenceEvent | undefined): AnchorBody | null {
  const body = v.safeParse(anchorBodySchema, one?.event?.body);
  return one?.event?.kind === 'anchor' && body.success ? body.output : null;
}

function dayOf(one: EvidenceEvent): string | null {
  return anchorBody(one)?.day ?? null;
}

async function checkCovered(evidence: Evidence, one: EvidenceEvent): Promise<Check> {
  const { kept, event, hash, receipt } = one;
  if (!kept.anchor) return checkUncovered(evidence, one);
  const anchor = evidence.anchors.find((candidate) => candidate.hash === kept.anchor?.hash);
  const body = anchorBody(anchor);
  const isOurs = anchor !== undefined && (await isHubEvent(evidence, anchor));
  const isUnder =
    body && event && (await rootOfPath(eventLeaf({ ...event, hash }), kept.anchor.path)) === body.events.root;
  if (isUnder && receipt && receipt.time > body.until + clockToleranceMs)
    return wrong('anchor', nameOf(one), '回执晚于每日存证', 'received after the anchor it is under');
  if (isOurs && isUnder) return right('anchor', nameOf(one), sayDay(body));
  return wrong('anchor', nameOf(one), '不在所指的每日存证之下', 'not under the anchor it names');
}

/** A hub anchors every day: what has waited longer it may have left out on purpose, and nobody can tell from the package alone. */
const overdueMs = 2 * 86_400_000;

function checkUncovered({ manifest }: Evidence, one: EvidenceEvent): Check {
  const waited = manifest.exportedAt - (one.receipt?.time ?? manifest.exportedAt);
  const days = Math.floor(waited / 86_400_000);
  return waited > overdueMs
    ? open(
        ...(['anchor', nameOf(one), `导出前 ${days} 天已收到，却不在任何每日存证中：应查明原因`] as const),
        `received ${days} days before this export, and under no daily anchor: ask why`,
      )
    : open('anchor', nameOf(one), '导出时尚未进入每日存证', 'no anchor covered it yet at the export');
}

async function checkHead(
  evidence: Evidence,
  { chain, list, head }: Evidence['file']['chains'][number],
): Promise<Check[]> {
  const hashes = listOf(evidence.items.get(list));
  if (!hashes) return [wrong('link', list, '链的清单无法读取', 'the list of the chain cannot be read')];
  if (!head) return [open('anchor', list, '导出时该链尚未进入每日存证', 'no anchor covered this chain yet')];
  const body = anchorBody(evidence.anchors.find(({ hash }) => hash === head.anchor));
  const hash = hashes[head.seq - 1];
  const isUnder =
    body && hash && (await rootOfPath(eventLeaf({ chain, seq: head.seq, hash }), head.path)) === body.heads.root;
  return [
    isUnder
      ? right('anchor', list, sayLine(head.seq, sayDay(body)))
      : wrong('anchor', list, '与每日存证时的链不同', 'not the chain that was anchored'),
  ];
}

const faultTexts: Readonly<Record<StampFault, readonly [zh: string, en: string]>> = {
  unreadable: ['无法读取', 'cannot be read'],
  'unknown-algorithm': ['算法本程序不认识', 'made with an algorithm this program does not know'],
  'other-text': ['不是对这份存证盖的', 'is over something else'],
  'bad-signature': ['签名无效', 'its signature is wrong'],
  'no-certificate': ['缺少证书', 'its certificate is missing'],
  'wrong-purpose': ['证书不是时间戳专用', 'its certificate is not for time stamping'],
  'no-chain': ['证书不属于所给的根证书', 'its certificate does not lead to the root given'],
  'out-of-date': ['盖戳时证书不在有效期', 'its certificate was out of date'],
};

function checkStamp(
  { manifest }: Evidence,
  one: EvidenceEvent,
  path: string,
  { faults, info, root }: CheckedStamp,
): Check {
  const [fault] = faults;
  if (fault) return wrong('stamp', path, ...faultTexts[fault]);
  const time = info?.genTime ?? 0;
  const [from, to] = [(one.receipt?.time ?? 0) - clockToleranceMs, manifest.exportedAt + clockToleranceMs];
  if (time < from || time > to) return wrong('stamp', path, '时间不在应有的区间内', 'its time is outside the bracket');
  if (root === null)
    return open(
      'stamp',
      path,
      '有效；未给出根证书，请核对时间戳机构',
      'valid; no root was given to follow its certificate to',
    );
  return right('stamp', path);
}

/** One line of a list is proved; an event in it proves itself, and joins what is named before it. */
function sayLine(seq: number, { zh, en }: Term): Term {
  return {
    zh: `第 ${seq} 行已载入 ${zh}；其余各行仅由本包声明`,
    en: `line ${seq} of it stood so in the ${en}; the others are this package’s word`,
  };
}

/** It covers what the hub had when it was made, which is after the day is over. */
function sayDay({ day, until }: AnchorBody): Term {
  const moment = sayMoment(until);
  return { zh: `${day} 的存证，截至 ${moment}`, en: `anchor of ${day}, of what there was until ${moment}` };
}
