import { type EventKind, eventKinds } from '../../domain/shared/codes.ts';

/** For how many days something is kept; null: for ever. */
export type Days = number | null;

/**
 * How long personal data is kept. Positions, readings and the log of openings count from when they came; the keys of sealed parts from
 * the end of the fire season (1 July) in which their record came.
 */
export interface Retention {
  readonly positions: Days;
  readonly readings: Days;
  /** What was reckoned of each minute and hour, from when it was measured. */
  readonly minutes: Days;
  readonly hours: Days;
  readonly openings: Days;
  /** What could not be accepted, from when it last came. */
  readonly quarantine: Days;
  /** By kind of record; `other` for those not named. */
  readonly parts: Readonly<Partial<Record<EventKind, Days>>> & { readonly other: Days };
}

/**
 * Unless HULIN_RETENTION says otherwise: visitors a month after the season; what may become a case three years (two years of limitation,
 * 行政处罚法 article 36, and one for the proceedings); the log of openings five.
 */
export const usualRetention: Retention = {
  positions: 30,
  readings: 1096,
  minutes: 1826,
  hours: null,
  openings: 1826,
  quarantine: 90,
  parts: { pass: 30, deposit: 30, inspection: 365, patrol: 365, violation: 1096, hazard: 1096, other: 1096 },
};

type ReadRetention =
  | { readonly ok: true; readonly retention: Retention }
  | { readonly ok: false; readonly because: string };

const plain = ['positions', 'readings', 'minutes', 'hours', 'openings', 'quarantine'] as const;

/** Reads `positions=30 parts.pass=10 parts.violation=never`: days or `never`; what is not named stays as usual. */
export function readRetention(text: string): ReadRetention {
  const pairs = text.split(/[\s,]+/).filter((pair) => pair !== '');
  let retention = usualRetention;
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^([a-z.-]+)=(\d{1,5}|never)$/.exec(pair) ?? [];
    const days = value === 'never' ? null : Number(value);
    if (name === 'readings' && value !== '' && days !== null && days < fewestReadingDays) {
      return { ok: false, because: `"${pair}": ${tooFew}` };
    }
    const next = value === '' ? null : withDays(retention, name, days);
    if (!next) return { ok: false, because: `"${pair}": ${explain}` };
    retention = next;
  }
  return { ok: true, retention };
}

/** What came late is judged anew up to 45 days back: what alarms stand on must still be there. */
const fewestReadingDays = 60;
const tooFew = `readings are kept ${fewestReadingDays} days at least: alarms are judged anew by what comes up to 45 days late`;

const explain =
  'NAME=DAYS or NAME=never, with NAME positions, readings, minutes, hours, openings, quarantine, parts.other or parts.KIND';

function withDays(retention: Retention, name: string, days: Days): Retention | null {
  const [simple] = plain.filter((one) => one === name);
  if (simple) return { ...retention, [simple]: days };
  const kind = /^parts\.([a-z-]+)$/.exec(name)?.[1] ?? '';
  if (kind !== 'other' && !Object.hasOwn(eventKinds, kind)) return null;
  return { ...retention, parts: { ...retention.parts, [kind]: days } };
}

/** For how long the keys of a kind's parts are kept after the season. */
export function partDays({ parts }: Retention, kind: string): Days {
  const named: Days | undefined = Object.hasOwn(parts, kind) ? parts[kind as EventKind] : undefined;
  return named === undefined ? parts.other : named;
}
