import { civilDateAt, nextCivilMidnight, startOfCivilDate } from '../clock/civil-date.ts';
import type { Season } from '../rulebook/season.ts';
import { ascending } from './ascending.ts';
import type { Weighed } from './judge-ban.ts';
import { compareFindings } from './strictest.ts';
import type { ClearVerdict, Finding, Now } from './verdict.ts';

/** What several bans say together: the strictest of them (the first of equals), with the articles of all that say the same, the least edge of these, and the dates of all. */
export function mergeFindings(several: readonly Weighed[], now: Now): Weighed {
  const bannedDays = several.flatMap((each) => each.bannedDays);
  const findings = several.map(({ finding }) => finding).sort(compareFindings);
  const [first = nothingSaid] = findings;
  const alike = findings.filter(({ kind, reason }) => kind === first.kind && reason === first.reason);
  const articles = ascending(alike.flatMap((finding) => finding.articles));
  const edges = alike.flatMap(({ edgeMeters }) => edgeMeters ?? []);
  const edgeMeters = edges.length > 0 ? Math.min(...edges) : null;
  return { finding: datedBy({ ...first, articles, edgeMeters }, findings, bannedDays, now), bannedDays };
}

const nothingSaid: ClearVerdict = {
  ...{ kind: 'clear', reason: 'not-in-force', articles: [], nextFromOn: null },
  ...{ forestMeters: null, residentialMeters: null, edgeMeters: null },
};

function datedBy(finding: Finding, all: readonly Finding[], bannedDays: readonly Season[], now: Now): Finding {
  if (finding.kind === 'banned') return { ...finding, untilOn: lastDayWithoutGap(bannedDays, civilDateAt(now.at)) };
  if (finding.kind !== 'clear') return finding;
  const [first] = all.flatMap((each) => (each.kind === 'clear' ? (each.nextFromOn ?? []) : [])).sort();
  return { ...finding, nextFromOn: first ?? null };
}

/** The last of the days from `date` on that are all banned: a run that begins on the day after another ends counts on. */
function lastDayWithoutGap(runs: readonly Season[], date: string): string {
  const ascendingRuns = [...runs].sort((one, other) => (one.fromOn < other.fromOn ? -1 : 1));
  return ascendingRuns.reduce(
    (last, { fromOn, toOn }) => (fromOn <= dayAfter(last) && toOn > last ? toOn : last),
    date,
  );
}

function dayAfter(date: string): string {
  return civilDateAt(nextCivilMidnight(startOfCivilDate(date)));
}
