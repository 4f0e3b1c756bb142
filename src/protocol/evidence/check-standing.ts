import * as v from 'valibot';
import type { ReviewOutcome, Term } from '../../domain/shared/codes.ts';
import { heldReasons } from '../../domain/shared/held-codes.ts';
import { type Check, open, right } from './checks.ts';
import { evidencePaths } from './evidence-package.ts';
import { reviewBodySchema } from './hub-bodies.ts';
import { grouped, once } from './once.ts';
import { type Evidence, type EvidenceEvent, nameOf, personOf } from './open-evidence.ts';
import { sayMoment } from './say-moment.ts';

/** Whether the hub uses an event; one that it held, or that forked off, it does not, unless it was released. */
export interface Standing {
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly review: {
    readonly outcome: ReviewOutcome;
    readonly at: number;
    readonly by: string | null;
    readonly because: string;
  } | null;
  /** The package says what was decided, if anything was. */
  readonly isWhole: boolean;
}

/** What was held is for a person to judge, whatever else is right about it. */
export function checkStandings(evidence: Evidence): Check[] {
  const standings = evidence.events.map((one) => {
    const standing = standingOf(evidence, one);
    const said = standing && sayStanding(standing);
    if (!said) return right('standing', nameOf(one));
    return standing.review?.outcome === 'released'
      ? right('standing', nameOf(one), said)
      : open('standing', nameOf(one), said.zh, said.en);
  });
  const { unused } = evidence.file;
  return unused === 0 ? standings : [...standings, open('standing', evidencePaths.case, ...sayUnused(unused))];
}

function sayUnused(count: number): [zh: string, en: string] {
  return [
    `另有 ${count} 条记录提到本包的记录，平台未采用，未收入本包；可按编号单独导出`,
    `${count} more ${count === 1 ? 'event names' : 'events name'} these records; the hub does not use ${count === 1 ? 'it' : 'them'}, and they are to be taken out by themselves`,
  ];
}

/** As its receipt says, and the hub's decision since; null without a receipt. Released stays released. */
export function standingOf(evidence: Evidence, { receipt, hash }: EvidenceEvent): Standing | null {
  if (!receipt) return null;
  const reviews = (reviewsOf(evidence).get(hash) ?? []).filter(({ chain }) => chain === receipt.chain);
  const said = reviews.find(({ outcome }) => outcome === 'released') ?? reviews.at(-1);
  const review = said ? { outcome: said.outcome, because: said.because, at: said.at, by: said.by } : null;
  return { outcome: receipt.outcome, review, isWhole: evidence.file.v > 1 };
}

/** What was decided, by the hash of the event it is about. */
const reviewsOf = once((evidence: Evidence) => {
  const read = evidence.decisions.flatMap(({ event, receipt }) => {
    const body = event?.kind === 'review' ? v.safeParse(reviewBodySchema, event.body) : null;
    if (!event || !receipt || !body?.success) return [];
    return [{ ...body.output, at: receipt.time, by: personOf(evidence, event.person) }];
  });
  return grouped(read, ({ hash }) => hash);
});

/** Null for what was simply received. */
export function sayStanding({ outcome, review, isWhole }: Standing): Term | null {
  if (outcome === 'stored') return null;
  if (outcome === 'fork')
    return {
      zh: '与链上同一位置的另一版本并存，平台未采用',
      en: 'another version of what stands at its place: not used',
    };
  if (!review && !isWhole)
    return {
      zh: '平台收到时扣留待审查；此包未载明后来的决定',
      en: 'held for review when it came; this package does not say what was decided since',
    };
  if (!review) return { zh: '平台扣留待审查，未采用', en: 'held by the hub for review: not used' };
  const [moment, reason] = [sayMoment(review.at), reasonOf(review.because)];
  const [zhBy, enBy] = [review.by ?? '平台', review.by ?? 'the hub'];
  return review.outcome === 'released'
    ? {
        zh: `平台曾因“${reason.zh}”扣留，${moment} 由 ${zhBy} 审查后采用`,
        en: `held at first (${reason.en}), taken into use ${moment} by ${enBy}`,
      }
    : {
        zh: `平台因“${reason.zh}”扣留，${moment} 由 ${zhBy} 审查后不予采用`,
        en: `held (${reason.en}), and not used: decided ${moment} by ${enBy}`,
      };
}

function reasonOf(because: string): Term {
  return Object.hasOwn(heldReasons, because)
    ? heldReasons[because as keyof typeof heldReasons]
    : { zh: because, en: because };
}
