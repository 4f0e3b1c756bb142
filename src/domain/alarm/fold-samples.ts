import type { AlarmRule } from '../shared/codes.ts';
import type { AlarmRuleBook } from './alarm-rule-book.ts';
import type { Episode, Opening } from './episode.ts';
import { followDrift, usualLevel, type Wander } from './follow-drift.ts';
import { type HeldValues, holdValues, readAir } from './read-air.ts';
import type { Sample, SampleKey } from './sample.ts';
import { addLow, holds, type Lows, type RuleState, restingRule, type Weighed, weighRule } from './weigh-rule.ts';

/**
 * All that the past of one station means for what comes: the fold of its samples up to `last`, in order of measuring.
 * Persisted by the hub as it is, with the rules' version: changing its form needs a new version.
 */
export interface FoldState {
  readonly last: SampleKey | null;
  readonly held: HeldValues;
  readonly wander: Readonly<Partial<Record<'smoke' | 'co' | 'pm2_5', Wander>>>;
  readonly lows: Lows;
  readonly rules: Readonly<Partial<Record<AlarmRule, RuleState>>>;
  /** What the rules say of smoke and gas, together: one fire at a sensor is one episode. */
  readonly fire: Episode | null;
  /** What the sensor says itself, and when it said so last. */
  readonly own: Episode | null;
  readonly ownSaidAt: number | null;
}

export const emptyFold: FoldState = {
  ...{ last: null, held: {}, wander: {}, lows: [], rules: {}, fire: null, own: null, ownSaidAt: null },
};

/** A state with the episodes that ended on the way there. */
export interface Folded {
  readonly state: FoldState;
  readonly ended: readonly Episode[];
}

/** Takes one more sample of a station into account: the next in order of measuring. */
export function foldSample(state: FoldState, sample: Sample, book: AlarmRuleBook): Folded {
  const own = foldOwn(state, sample, book);
  const held = holdValues(state.held, sample);
  const rules = weighRules(state, held, sample, book);
  const fire = foldFire(state, rules, sample, book);
  const ended = [own.ended, fire.ended].filter((episode) => episode !== null);
  const next: FoldState = {
    ...{ last: keyOf(sample), held, own: own.open, fire: fire.open, lows: rules.lows },
    ownSaidAt: sample.own?.on ? sample.at : state.ownSaidAt,
    rules: fire.ended ? {} : rules.states, // what waited belongs to the fire that is over
    wander: drifted(state, sample, rules, book),
  };
  return { state: next, ended };
}

/** Every episode in a station's samples, given in order of measuring; the last ones may be open. */
export function findEpisodes(samples: readonly Sample[], book: AlarmRuleBook, from: FoldState = emptyFold): Episode[] {
  let state = from;
  const episodes: Episode[] = [];
  for (const sample of samples) {
    const folded = foldSample(state, sample, book);
    episodes.push(...folded.ended);
    state = folded.state;
  }
  return [...episodes, ...openEpisodes(state)];
}

export function openEpisodes({ own, fire }: FoldState): Episode[] {
  return [own, fire].filter((episode) => episode !== null);
}

interface Turn {
  readonly open: Episode | null;
  readonly ended: Episode | null;
}

/**
 * | The sensor says | Open? | Said on within `ownLastsMs`? | → |
 * |-----------------|-------|------------------------------|---|
 * | nothing         | –     | –                            | stays |
 * | off             | –     | –                            | ends |
 * | on              | no    | –                            | opens |
 * | on              | yes   | yes                          | lasts |
 * | on              | yes   | no: its off was lost         | ends, and another opens |
 */
function foldOwn({ own: open, ownSaidAt }: FoldState, sample: Sample, { ownLastsMs }: AlarmRuleBook): Turn {
  const { own } = sample;
  if (!own) return { open, ended: null };
  const ended = open && { ...open, closing: keyOf(sample) };
  if (!own.on) return { open: null, ended };
  const opening = { ...keyOf(sample), name: own.name, value: own.value };
  const fresh = {
    rule: 'sensor-alarm' as const,
    opening,
    closing: null,
    evidence: [],
    isLive: !sample.history,
    begunAt: null,
  };
  if (!open || sample.at - (ownSaidAt ?? open.opening.at) > ownLastsMs) return { open: fresh, ended };
  return { open: { ...open, isLive: open.isLive || !sample.history }, ended: null };
}

interface WeighedRules {
  readonly states: Readonly<Partial<Record<AlarmRule, RuleState>>>;
  readonly lows: Lows;
  /** Rules whose condition this very sample shows. */
  readonly shown: ReadonlySet<AlarmRule>;
}

function weighRules(state: FoldState, held: HeldValues, sample: Sample, book: AlarmRuleBook): WeighedRules {
  const usual = (name: 'smoke' | 'co' | 'pm2_5') => usualLevel(book.drift[name], state.wander[name]);
  const air = readAir(held, usual, sample.at, book);
  const states: Partial<Record<AlarmRule, RuleState>> = { ...state.rules };
  const shown = new Set<AlarmRule>();
  let { lows } = state;
  for (const rule of book.rules) {
    const value = sample.values[rule.quantity];
    if (value === undefined) continue;
    const excess = value - usual(rule.quantity);
    const before = state.held[rule.quantity]; // wind and the like say nothing of it
    const sinceLastMs = before ? sample.at - before.at : null;
    if (rule.kind === 'rise') lows = addLow(lows, sample.at, excess, rule.withinMs);
    const reading: Opening = { ...keyOf(sample), name: rule.quantity, value };
    const weighed: Weighed = { reading, excess, air, lows, sinceLastMs };
    states[rule.code] = weighRule(rule, states[rule.code] ?? restingRule, weighed, book);
    if (holds(rule, weighed)) shown.add(rule.code);
  }
  return { states, lows, shown };
}

/**
 * | Open? | Any rule active? | → |
 * |-------|------------------|---|
 * | no    | no               | nothing |
 * | no    | yes              | opens with the reading since which the first of them has held |
 * | yes   | yes              | lasts; what spoke is kept as evidence, and when one last began to |
 * | yes   | no               | ends |
 */
function foldFire(state: FoldState, rules: WeighedRules, sample: Sample, book: AlarmRuleBook): Turn {
  const { fire: open } = state;
  const active = book.rules.map(({ code }) => code).filter((code) => rules.states[code]?.isActive);
  const [first] = active;
  if (first === undefined) return { open: null, ended: open && { ...open, closing: keyOf(sample) } };
  const shows = !sample.history && active.some((code) => rules.shown.has(code));
  const begunAt = lastBegun(state, active, sample);
  if (!open) {
    const opening = rules.states[first]?.since ?? { ...keyOf(sample), name: 'smoke', value: 0 };
    return {
      open: { rule: first, opening, closing: null, evidence: active.slice(1), isLive: shows, begunAt },
      ended: null,
    };
  }
  const added = active.filter((code) => code !== open.rule && !open.evidence.includes(code));
  if (added.length === 0 && begunAt === open.begunAt && (open.isLive || !shows)) return { open, ended: null };
  const evidence = added.length === 0 ? open.evidence : [...open.evidence, ...added];
  return { open: { ...open, evidence, isLive: open.isLive || shows, begunAt }, ended: null };
}

/** When a rule last began to speak by a live reading, this one or one before. */
function lastBegun({ fire, rules }: FoldState, active: readonly AlarmRule[], sample: Sample): number | null {
  const isBeginning = !sample.history && active.some((code) => !rules[code]?.isActive);
  return isBeginning ? sample.at : (fire?.begunAt ?? null);
}

function drifted(state: FoldState, sample: Sample, rules: WeighedRules, book: AlarmRuleBook): FoldState['wander'] {
  const isQuiet = state.fire === null && Object.values(rules.states).every(({ since }) => since === null);
  const next = { ...state.wander };
  for (const name of ['smoke', 'co', 'pm2_5'] as const) {
    const value = sample.values[name];
    if (value !== undefined) next[name] = followDrift(book.drift[name], next[name], value, sample.at, isQuiet);
  }
  return next;
}

function keyOf({ at, gateway, boot, seq }: SampleKey): SampleKey {
  return { at, gateway, boot, seq };
}
