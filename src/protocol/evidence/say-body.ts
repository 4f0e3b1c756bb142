import { closingReasons, shelvingReasons, verifications } from '../../domain/shared/alarm-codes.ts';
import { caseFields, caseOutcomes, caseSteps } from '../../domain/shared/case-codes.ts';
import {
  acts,
  approverLevels,
  breaches,
  erasureReasons,
  fixSources,
  partyKinds,
  permitPurposes,
  reviewOutcomes,
  roles,
  type Term,
  verdictKinds,
  verdictReasons,
  voidingReasons,
} from '../../domain/shared/codes.ts';
import { gateFields, gateModeReasons, gateModes, passClasses, passDirections } from '../../domain/shared/gate-codes.ts';
import {
  incidentDeeds,
  incidentVerdicts,
  sightingSigns,
  sightingSizes,
  sightingSources,
} from '../../domain/shared/incident-codes.ts';
import { bodyWords } from './body-words.ts';
import { sayMoment } from './say-moment.ts';

/** One member of a body: what it is called, and its value in words, as it stands, or as further members. */
export interface SaidMember {
  readonly name: Term;
  readonly value: Term | string | readonly SaidMember[];
}

type Terms = Readonly<Record<string, Term>>;

const legalUses: Terms = {
  candidate: { zh: '可作处罚依据', en: 'may be a basis for a penalty' },
  police: { zh: '由公安机关适用', en: 'for the police' },
  frame: { zh: '上位规定', en: 'frame' },
};
const basesInForce: Terms = {
  'in-force': { zh: '现行有效', en: 'in force' },
  later: { zh: '尚未施行', en: 'not in force yet' },
};
const scopes: Terms = { records: { zh: '按记录', en: 'records' }, season: { zh: '整个防火期', en: 'a whole season' } };
const grantSteps: Terms = {
  issued: { zh: '签发登记码', en: 'code issued' },
  taken: { zh: '已登记', en: 'enrolled' },
  recalled: { zh: '恢复备份后重新登记', en: 'enrolled again after a restore' },
};
const yes: Term = { zh: '是', en: 'yes' };
const no: Term = { zh: '否', en: 'no' };

/** Of members whose values are codes, what each means. One code means one thing within a member's tables. */
const tablesByMember: Readonly<Record<string, readonly Terms[]>> = {
  act: [acts, breaches],
  acts: [acts],
  because: [basesInForce, shelvingReasons, gateModeReasons, erasureReasons],
  class: [passClasses],
  closing: [closingReasons],
  code: [acts, breaches],
  decision: [caseOutcomes],
  deed: [incidentDeeds],
  direction: [passDirections],
  field: [caseFields, gateFields],
  kind: [verdictKinds],
  level: [approverLevels],
  mode: [gateModes],
  outcome: [reviewOutcomes],
  party: [partyKinds],
  purpose: [permitPurposes],
  reason: [verdictReasons, voidingReasons],
  role: [roles],
  scope: [scopes],
  sign: [sightingSigns],
  size: [sightingSizes],
  source: [fixSources, sightingSources],
  step: [caseSteps, grantSteps],
  use: [legalUses],
  verdict: [incidentVerdicts, verifications],
  verification: [verifications],
};

/** Nothing that is agreed goes as deep; what somebody else wrote may. */
const mostLevels = 16;
const tooDeep: Term = { zh: '（层次过深，不再列出）', en: '(deeper than is shown here)' };

/** A body member by member, for any kind, those of newer builds too: what has no name here keeps its own. `personOf`: names by id. */
export function sayBody(body: unknown, personOf: (id: string) => string | null): SaidMember[] {
  return sayMembers(body, { personOf, level: 0 });
}

interface Inside {
  readonly personOf: (id: string) => string | null;
  readonly level: number;
}

function sayMembers(body: unknown, inside: Inside): SaidMember[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([member, value]) => {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    const name = ownOf(bodyWords, member) ?? { zh: member, en: member };
    return [{ name, value: sayValue(member, value, inside) }];
  });
}

function sayValue(member: string, value: unknown, { personOf, level }: Inside): SaidMember['value'] {
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') return isMoment(member, value) ? sayMoment(value) : String(value);
  if (typeof value === 'string') return termOf(member, value) ?? personOf(value) ?? value;
  if (value === null) return '—';
  if (level === mostLevels) return tooDeep;
  const inside = { personOf, level: level + 1 };
  return Array.isArray(value) ? sayList(member, value, inside) : (readTerm(value) ?? sayMembers(value, inside));
}

function sayList(member: string, values: readonly unknown[], inside: Inside) {
  const said = values.map((one) => sayValue(member, one, inside));
  if (said.every((one) => typeof one === 'string')) return said.join('、');
  const isPlain = (one: SaidMember['value']): one is Term | string => typeof one === 'string' || 'zh' in one;
  if (said.every(isPlain)) {
    const terms = said.map((one) => (typeof one === 'string' ? { zh: one, en: one } : one));
    return { zh: terms.map(({ zh }) => zh).join('、'), en: terms.map(({ en }) => en).join(', ') };
  }
  return said.map((value, index) => ({ name: { zh: `第 ${index + 1} 项`, en: `no. ${index + 1}` }, value }));
}

/** Moments are milliseconds since 1970; `at`, `from`, `to` and `until` may be other things as well. */
function isMoment(member: string, value: number): boolean {
  return /(?:At|^at|^from|^to|^until|^lostFrom)$/.test(member) && value > 1e11;
}

function termOf(member: string, code: string): Term | null {
  const tables = ownOf(tablesByMember, member) ?? [];
  return tables.map((table) => ownOf(table, code)).find((term) => term !== undefined) ?? null;
}

/** Names come from whoever wrote the body: `constructor` is no word of ours. */
function ownOf<T>(words: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

/** Words that stand in both languages in the body itself. */
function readTerm(value: unknown): Term | null {
  const { zh, en } = value as { zh?: unknown; en?: unknown };
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : null;
}
