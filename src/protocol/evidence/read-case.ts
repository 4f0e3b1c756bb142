import * as v from 'valibot';
import {
  acts,
  breaches,
  type ErasureReason,
  erasureReasons,
  eventKinds,
  type Term,
} from '../../domain/shared/codes.ts';
import { type ViolationBody, violationBodySchema } from '../event.ts';
import { type Standing, standingOf } from './check-standing.ts';
import { erasureBodySchema } from './hub-bodies.ts';
import { type Evidence, type EvidenceEvent, personOf } from './open-evidence.ts';
import { type SaidMember, sayBody } from './say-body.ts';
import { sayMoment } from './say-moment.ts';

/** One event of a package as it is told to people. */
export interface ToldEvent {
  readonly id: string;
  readonly isRecord: boolean;
  readonly title: Term;
  readonly person: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** By the device's own clock. */
  readonly wallAt: number;
  /** It was certainly made between these two moments of the hub's clock; when the first is the later one, they contradict each other. */
  readonly bracket: { readonly fromAt: number | null; readonly toAt: number };
  readonly violation: ViolationBody | null;
  /** Whether the hub uses it. */
  readonly standing: Standing;
  /** All that it says in clear. */
  readonly said: readonly SaidMember[];
  readonly erased: { readonly at: number; readonly by: string | null; readonly because: ErasureReason } | null;
}

/** The events of a package in its order, told; those that cannot be read are left out, the checks name them. */
export function readCase(evidence: Evidence): ToldEvent[] {
  return evidence.events.flatMap((one) => tell(evidence, one) ?? []);
}

function tell(evidence: Evidence, one: EvidenceEvent): ToldEvent | null {
  const { event, receipt, hash } = one;
  const standing = standingOf(evidence, one);
  if (!event || !receipt || !standing) return null;
  const { id, chain, seq, kind, person, at, body } = event;
  const violation = v.safeParse(violationBodySchema, body);
  const isViolation = kind === 'violation' && violation.success;
  return {
    ...{ id, chain, seq, hash, standing },
    said: sayBody(body, (named) => personOf(evidence, named)),
    isRecord: evidence.manifest.records.includes(id),
    title: isViolation ? { ...acts, ...breaches }[violation.output.act] : kindTerm(kind),
    person: personOf(evidence, person) ?? person,
    wallAt: at.wall,
    bracket: { fromAt: at.seen, toAt: receipt.time },
    violation: isViolation ? violation.output : null,
    erased: erasureOf(evidence, id),
  };
}

function kindTerm(kind: string): Term {
  return Object.hasOwn(eventKinds, kind) ? eventKinds[kind as keyof typeof eventKinds] : { zh: kind, en: kind };
}

function erasureOf(evidence: Evidence, record: string): ToldEvent['erased'] {
  for (const { event, receipt } of evidence.erasures) {
    const body = v.safeParse(erasureBodySchema, event?.body);
    if (!event || !receipt || !body.success || body.output.scope !== 'records') continue;
    if (!body.output.records.includes(record)) continue;
    return { at: receipt.time, by: personOf(evidence, event.person), because: body.output.because };
  }
  return null;
}

/** "14:03 by the phone; certainly between 09:12 and 18:40", with dates. */
export function sayTimes({ wallAt, bracket: { fromAt, toAt } }: Pick<ToldEvent, 'wallAt' | 'bracket'>): Term {
  const [wall, to] = [sayMoment(wallAt), sayMoment(toAt)];
  if (fromAt === null)
    return { zh: `手机时间 ${wall}；必在 ${to} 之前`, en: `${wall} by the phone; certainly before ${to}` };
  const from = sayMoment(fromAt);
  if (fromAt > toAt)
    return {
      zh: `手机时间 ${wall}；平台时间前后矛盾：写下时已知 ${from}，收到时为 ${to}`,
      en: `${wall} by the phone; the hub’s times contradict each other: ${from} was known when it was written, ${to} when it was received`,
    };
  return {
    zh: `手机时间 ${wall}；必在 ${from} 与 ${to} 之间`,
    en: `${wall} by the phone; certainly between ${from} and ${to}`,
  };
}

/** What is left of a record whose personal parts are gone. */
export function sayErased({ at, by, because }: NonNullable<ToldEvent['erased']>): Term {
  const [moment, reason] = [sayMoment(at), erasureReasons[because]];
  return {
    zh: `个人信息已于 ${moment} 销毁（${by ?? '平台按保存期限'}，${reason.zh}）；链完整`,
    en: `personal data erased on ${moment} by ${by ?? 'the hub, by retention'} (${reason.en}); the chain is whole`,
  };
}
