import { msg, str } from '@lit/localize';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import type { RuleBan, Rulebook, RulePeriod, RuleZone } from '../../domain/rulebook/rulebook.ts';
import { weighExpiry } from '../../domain/rulebook/weigh-expiry.ts';
import { acts, tiers, zoneLayers } from '../../domain/shared/codes.ts';
import type { FieldFault, ReadOfficeRulebook } from '../../protocol/office.ts';
import type { RulebookStatement } from '../../protocol/rulebook-statement.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { sayLabelled } from './say-labelled.ts';

const sayDate = (date: string) => formatCivilDate(date, currentLanguage());

export function sayKind({ kind }: Pick<Rulebook, 'kind'>): string {
  return kind === 'notice' ? msg('standing notice') : msg('dated order');
}

export function sayForce({ inForceOn, expiresOn }: Pick<Rulebook, 'inForceOn' | 'expiresOn'>): string {
  if (expiresOn === null) return msg(str`From ${sayDate(inForceOn)} until it is withdrawn`);
  return msg(str`${sayDate(inForceOn)} to ${sayDate(expiresOn)}`);
}

/** What is to be said of its end: null while that is far off. */
export function sayEnd(rulebook: Pick<Rulebook, 'expiresOn'>, date: string): string | null {
  const expiry = weighExpiry(rulebook, date);
  if (!expiry) return null;
  return expiry.kind === 'ended' ? msg('has ended: bans nothing any more') : msg(str`ends in ${expiry.daysLeft} days`);
}

export function sayIssued({ issued, time }: RulebookStatement): string {
  const words: Record<typeof issued.by, () => string> = {
    'built-in': () => msg('came with the app'),
    placed: () => msg('placed by the administrator'),
    office: () => (issued.by === 'office' ? msg(str`signed by ${issued.name}, ${issued.position}`) : ''),
  };
  const on = formatCivilDate(civilDateAt(time), currentLanguage());
  return msg(str`${words[issued.by]()}; the hub’s signature of ${on}`);
}

export function sayPeriod({ name, tier, every, from, to }: RulePeriod): string {
  const say = (day: string) => (every === 'once' ? sayDate(day) : sayMonthDay(day));
  const span = msg(str`${say(from)} to ${say(to)}`);
  const each = every === 'year' ? msg(str`every year ${span}`) : span;
  const kind = sayTerm(tiers[tier]);
  return sayLabelled(sayTerm(name) === kind ? kind : `${sayTerm(name)} (${kind})`, each);
}

function sayMonthDay(day: string): string {
  const [month = 1, date = 1] = day.split('-').map(Number);
  return currentLanguage() === 'zh' ? `${month}月${date}日` : `${date}/${month}`;
}

export function sayZone({ name, base, beltMeters, exclusions }: RuleZone, { area }: Pick<Rulebook, 'area'>): string {
  const layers = (list: RuleZone['base']) => list.map((layer) => sayTerm(zoneLayers[layer])).join('、');
  const within = area.outline ? msg('inside the area drawn') : '';
  if (base.length === 0) return sayLabelled(sayTerm(name), msg('the whole area drawn'));
  const belt = beltMeters > 0 ? msg(str`and ${beltMeters} m around`) : '';
  const except = exclusions.length > 0 ? msg(str`except ${layers(exclusions)}`) : '';
  return sayLabelled(sayTerm(name), [layers(base), belt, except, within].filter(Boolean).join(' '));
}

export function sayBanned({ what }: RuleBan): string {
  if (what === 'entry') return msg('no entry without approval');
  if (what === 'every-act') return msg('every act it names');
  return what.map((act) => sayTerm(acts[act])).join('、');
}

/** Why a file is no rulebook. */
export function sayFileFault(because: Extract<ReadOfficeRulebook, { ok: false }>['because']): string {
  const words: Record<typeof because, () => string> = {
    'no-json': () => msg('The file is not JSON: it may be cut off, or another kind of file.'),
    'other-version': () => msg('The file is no rulebook of version 2: its first line must say "v": 2.'),
    faults: () => msg('The file has faults. Nothing was taken from it:'),
  };
  return words[because]();
}

/** One fault by the field it is in, in words where the field is known. */
export function sayFieldFault({ path, expected }: FieldFault): { readonly where: string; readonly what: string } {
  const [top = '', place] = path.split('.');
  const name = fieldNames()[top] ?? top;
  const isNumbered = place !== undefined && /^\d+$/.test(place);
  const where = isNumbered ? msg(str`${name}, entry ${Number(place) + 1}`) : name;
  return { where: where || msg('The whole file'), what: wholeFaults()[expected] ?? msg(str`expected ${expected}`) };
}

function fieldNames(): Readonly<Record<string, string>> {
  return {
    id: msg('Mark (id)'),
    version: msg('Version'),
    kind: msg('Kind'),
    title: msg('Title'),
    documentNumber: msg('Document number'),
    issuer: msg('Issuer'),
    issuedOn: msg('Issued on'),
    inForceOn: msg('In force from'),
    expiresOn: msg('In force to'),
    area: msg('Area'),
    zones: msg('Zones'),
    periods: msg('Periods'),
    bans: msg('Bans'),
    acts: msg('Acts'),
    breaches: msg('Breaches'),
    exceptions: msg('Exceptions'),
    duties: msg('Duties'),
    checklists: msg('Checklists'),
    articles: msg('Articles'),
    source: msg('Source'),
    verified: msg('Verified'),
    demonstration: msg('Demonstration'),
  };
}

/** The checks of the whole rulebook, by what they say in the schema. */
function wholeFaults(): Readonly<Record<string, string>> {
  return {
    'a ban names a zone or period the rulebook lacks': msg('a ban names a zone or period the rulebook lacks'),
    'a zone without a base layer needs a drawn area': msg('a zone without a base layer needs a drawn area'),
    'the rulebook expires before it is in force': msg('it expires before it is in force'),
    'the period ends before it begins': msg('the period ends before it begins'),
    'a day in the calendar': msg('a date is in no calendar'),
    'not a polygon of closed rings': msg('not a polygon of closed rings'),
  };
}
