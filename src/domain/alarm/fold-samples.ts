import type { AlarmRule } from '../shared/codes.ts';
import type { AlarmRuleBook } from './alarm-rule-book.ts';
import type { Episode } from './episode.ts';
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
  const fire = foldFire(state, rules, sample);
  const next: FoldState = {
    last: keyOf(sample),
    held,
    wander: drifted(state, sample, rules, book),
    lows: rules.lows,
    rules: fire.ended ? {} : rules.states, // what waited belongs to the fire that is over
    fire: fire.open,
    own: own.open,
    ownSaidAt: sample.own?.on ? sample.at : state.ownSaidAt,
  };
  return { state: next, ended: own.ended || fire.ended ? bothOf(own.ended, fire.ended) : none };
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

export function openEpisodes({ own, fire }: FoldState): readonly Episode[] {
  return own || fire ? bothOf(own, fire) : none;
}

const none: readonly Episode[] = [];

function bothOf(own: Episode | null, fire: Episode | null): Episode[] {
  return [own, fire].filter((episode) => episode !== null);
}

interface Turn {
  readonly open: Episode | null;
  readonly ended: Episode | null;
}

const nothing: Turn = { open: null, ended: null };

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
  if (!own) return open ? { open, ended: null } : nothing;
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
  readonly states: FoldState['rules'];
  readonly lows: Lows;
  /** Active rules, in the rules' order. */
  readonly active: readonly AlarmRule[];
  /** Whether this very sample shows what one of them is about. */
  readonly isShown: boolean;
}

/** This runs for every reading there is: nothing is made anew that stays as it was. */
function weighRules(state: FoldState, held: HeldValues, sample: Sample, book: AlarmRuleBook): WeighedRules {
  const usual = (name: 'smoke' | 'co' | 'pm2_5') => usualLevel(book.drift[name], state.wander[name]);
  const air = readAir(held, usual, sample.at, book);
  let { lows, rules } = state;
  let isShown = false;
  for (const rule of book.rules) {
    const value = sample.values[rule.quantity];
    if (value === undefined) continue;
    const excess = value - usual(rule.quantity);
    const before = state.held[rule.quantity]; // wind and the like say nothing of it
    if (rule.kind === 'rise') lows = addLow(lows, sample.at, excess, rule.withinMs);
    const weighed: Weighed = { sample, value, excess, air, lows, sinceLastMs: before ? sample.at - before.at : null };
    const next = weighRule(rule, rules[rule.code] ?? restingRule, weighed, book);
    if (next !== rules[rule.code]) rules = { ...rules, [rule.code]: next };
    isShown ||= next.isActive && holds(rule, weighed);
  }
  return { states: rules, lows, active: activeOf(rules, book), isShown };
}

function activeOf(states: FoldState['rules'], { rules }: AlarmRuleBook): readonly AlarmRule[] {
  return rules.some(({ code }) => states[code]?.isActive)
    ? rules.map(({ code }) => code).filter((code) => states[code]?.isActive)
    : noRules;
}

const noRules: readonly AlarmRule[] = [];

/**
 * | Open? | Any rule active? | → |
 * |-------|------------------|---|
 * | no    | no               | nothing |
 * | no    | yes              | opens with the reading since which the first of them has held |
 * | yes   | yes              | lasts; what spoke is kept as evidence, and when one last began to |
 * | yes   | no               | ends |
 */
function foldFire(state: FoldState, rules: WeighedRules, sample: Sample): Turn {
  const { fire: open } = state;
  const { active } = rules;
  const [first] = active;
  if (first === undefined) return open ? { open: null, ended: { ...open, closing: keyOf(sample) } } : nothing;
  const shows = !sample.history && rules.isShown;
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
  const isQuiet = state.fire === null && !book.rules.some(({ code }) => rules.states[code]?.since);
  let next: Partial<Record<(typeof drifting)[number], Wander>> | null = null;
  for (const name of drifting) {
    const value = sample.values[name];
    if (value === undefined) continue;
    next ??= { ...state.wander };
    next[name] = followDrift(book.drift[name], next[name], value, sample.at, isQuiet);
  }
  return next ?? state.wander;
}

const drifting = ['smoke', 'co', 'pm2_5'] as const;

function keyOf({ at, gateway, boot, seq }: SampleKey): SampleKey {
  return { at, gateway, boot, seq };
}
