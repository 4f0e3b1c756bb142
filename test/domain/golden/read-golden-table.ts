import type { Permit } from '../../../src/domain/permit/permit.ts';
import type { Rulebook } from '../../../src/domain/rulebook/rulebook.ts';
import { type Act, acts, type Breach, breaches } from '../../../src/domain/shared/codes.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import type { Now } from '../../../src/domain/verdict/verdict.ts';
import type { ZoneSet } from '../../../src/domain/zone/zone-set.ts';
import { positionFrom } from '../../support/geodesic-truth.ts';
import { goldenPackages, goldenPermits, goldenRulebooks } from './golden-scene.ts';

/** One row of the golden table: what is asked, and in the table's own words what must come out. */
export interface GoldenCase {
  readonly name: string;
  readonly conduct: Act | Breach | null;
  readonly fix: Fix | null;
  readonly now: Now;
  readonly rulebooks: readonly Rulebook[];
  readonly packages: readonly ZoneSet[];
  readonly permits: readonly Permit[];
  readonly expected: string;
}

type Row = Readonly<Record<string, string>>;

/** The cases of the golden table from its Markdown. Throws for a row it cannot understand: none may be skipped. */
export function readGoldenTable(markdown: string): GoldenCase[] {
  const rows = readTables(markdown);
  const places = new Map(rows.filter((row) => 'bearing' in row).map((row) => [cell(row, 'place'), row]));
  return rows.filter((row) => 'verdict' in row).map((row) => readCase(row, places));
}

function readTables(markdown: string): Row[] {
  let head: string[] = [];
  return markdown.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) return clear();
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((text) => text.trim());
    if (cells.every((text) => /^-+$/.test(text))) return [];
    if (head.length === 0) return begin(cells);
    if (cells.length !== head.length) throw new Error(`not a row of its table: ${line}`);
    return [Object.fromEntries(cells.map((text, index) => [head[index] as string, text]))];
  });
  function clear(): Row[] {
    head = [];
    return [];
  }
  function begin(cells: string[]): Row[] {
    head = cells;
    return [];
  }
}

function readCase(row: Row, places: ReadonlyMap<string, Row>): GoldenCase {
  const [place, moment, act] = [cell(row, 'place'), cell(row, 'moment'), cell(row, 'act')];
  const [verdict, why, cited, dates] = ['verdict', 'why', 'cited', 'dates'].map((name) => cell(row, name));
  return {
    name: `${cell(row, '№')}: ${act} ${place} ${moment}`,
    conduct: readConduct(act),
    fix: readFix(named(places, place)),
    now: readMoment(moment),
    rulebooks: namesOf(cell(row, 'rulebooks')).map((name) => named(toMap(goldenRulebooks), name)),
    packages: namesOf(row['data'] ?? 'A, B').map((name) => named(toMap(goldenPackages), name)),
    permits: namesOf(cell(row, 'permits')).map((name) => named(toMap(goldenPermits), name)),
    expected: `${verdict} | ${why} | ${cited} | ${dates}`,
  };
}

function readConduct(act: string): Act | Breach | null {
  if (act === 'any') return null;
  const known: readonly string[] = [...Object.keys(acts), ...Object.keys(breaches)];
  if (!known.includes(act)) throw new Error(`no such act: ${act}`);
  return act as Act | Breach;
}

/** Weihai's clock without an offset; behind it in brackets, why it is doubted. */
function readMoment(words: string): Now {
  const [, time = '', because] = /^(\S+(?: \S+)?)(?: \((.+)\))?$/.exec(words) ?? [];
  const at = Date.parse(time.includes('T') ? time : `${time.replace(' ', 'T')}+08:00`);
  if (Number.isNaN(at)) throw new Error(`no such moment: ${words}`);
  if (because === undefined) return { kind: 'known', at, skewMs: 0 };
  return { kind: 'doubtful', at, because: because as Extract<Now, { kind: 'doubtful' }>['because'] };
}

function readFix(place: Row): Fix | null {
  const [lon, lat, bearing, meters] = ['lon', 'lat', 'bearing', 'metres'].map((name) => Number(cell(place, name)));
  const accuracy = cell(place, 'accuracy');
  if (accuracy === '-') return null;
  const [toLon, toLat] =
    meters === 0 ? [lon, lat] : positionFrom([lon as number, lat as number], bearing as number, meters as number);
  const accuracyMeters = /^-?\d+$/.test(accuracy) ? Number(accuracy) : null;
  const source = accuracy === 'hand' ? 'hand' : 'gps';
  return { lon: toLon as number, lat: toLat as number, accuracyMeters, takenAt: 0, source };
}

function namesOf(text: string): string[] {
  return text === '–' ? [] : text.split(', ');
}

function toMap<T>(record: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(record));
}

function named<T>(things: ReadonlyMap<string, T>, name: string): T {
  const found = things.get(name);
  if (found === undefined) throw new Error(`the table names ${name}, which is nowhere described`);
  return found;
}

function cell(row: Row, name: string): string {
  const text = row[name];
  if (text === undefined || text === '') throw new Error(`a row lacks ${name}: ${JSON.stringify(row)}`);
  return text;
}
