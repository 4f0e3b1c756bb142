import type { AlarmFile } from '../../domain/alarm/alarm-file.ts';
import { type Episode, episodeKey } from '../../domain/alarm/episode.ts';
import type { News } from '../../domain/alarm/reopen-alarm.ts';
import { alarmId } from './alarm-id.ts';
import type { OpenedAlarm } from './alarm-rows.ts';
import type { Stretch } from './judge-samples.ts';
import { openAgain } from './open-again.ts';

export interface Settling {
  readonly now: number;
  /** The version of the rules. */
  readonly rules: string;
}

/** Rules whose alarms are a fold over readings; the others are raised and cleared one by one. */
export const foldedRules: ReadonlySet<string> = new Set([
  ...['smoke-high', 'smoke-lasting', 'smoke-rising', 'co-high', 'sensor-alarm'],
]);

/**
 * What one stretch makes of a station's alarms: those that changed or are new, each one version further.
 *
 * | Stored alarm                 | Episode with its rule and opening reading? | → |
 * |------------------------------|--------------------------------------------|---|
 * | none                         | yes                                        | a new alarm, raised or cleared |
 * | any                          | yes                                        | as the episode says, acknowledged or not |
 * | in a stretch judged anew     | no                                         | superseded, by the episode that covers its opening if there is one |
 * | elsewhere, or superseded     | no                                         | stays |
 *
 * What people did about a superseded alarm, and since when it has called, is carried over to the one that covers it. What is raised again, or shows live for the
 * first time, is raised now: nobody was called before. A closing or shelving covers what was there when it was made.
 */
export function settleEpisodes(stretch: Stretch, stored: readonly OpenedAlarm[], settling: Settling): OpenedAlarm[] {
  const rows = stored.filter(({ station, rule }) => station === stretch.station && foldedRules.has(rule));
  const byKey = new Map(rows.map((row) => [keyOfRow(row), row]));
  const keys = new Set(stretch.episodes.map(({ rule, opening }) => episodeKey(rule, opening)));
  const gone = rows.filter((row) => !keys.has(keyOfRow(row)) && isJudgedAnew(row, stretch));
  const settled = stretch.episodes.map((episode) => {
    const row = byKey.get(episodeKey(episode.rule, episode.opening));
    if (row) {
      const alarm = asEpisode(row, episode, stretch, settling);
      return { episode, before: row, alarm: backInPlace(row, alarm, rows) };
    }
    const fresh = freshAlarm(stretch.station, episode, settling);
    return { episode, before: null, alarm: carryOver(fresh, gone, episode, newsOf(episode, stretch, settling)) };
  });
  const superseded = gone.map((row) => {
    const cover = settled.find(({ episode }) => covers(episode, row));
    return supersede(row, cover?.alarm.id ?? null, settling);
  });
  const changed = settled.filter(({ before, alarm }) => before !== alarm).map(({ alarm }) => alarm);
  return [...superseded, ...changed];
}

function keyOfRow(row: OpenedAlarm): string {
  const key = { gateway: row.opening_gateway, boot: row.opening_boot, seq: row.opening_seq };
  return episodeKey(row.rule, { at: row.opening_measured_at, ...key });
}

/** Whether it would have to be among the stretch's episodes: it lies or reaches into the time after its beginning. */
function isJudgedAnew(row: OpenedAlarm, { anewAfter }: Stretch): boolean {
  if (anewAfter === null || row.status === 'superseded') return false;
  const lasts = row.closing_measured_at === null || row.closing_measured_at > anewAfter;
  return row.opening_measured_at > anewAfter || lasts;
}

function covers({ rule, opening, closing }: Episode, row: OpenedAlarm): boolean {
  if ((rule === 'sensor-alarm') !== (row.rule === 'sensor-alarm')) return false;
  return opening.at <= (row.closing_measured_at ?? Infinity) && row.opening_measured_at <= (closing?.at ?? Infinity);
}

function asEpisode(row: OpenedAlarm, episode: Episode, stretch: Stretch, settling: Settling): OpenedAlarm {
  const { now, rules } = settling;
  const status = episode.closing ? 'cleared' : 'raised';
  const closing = episode.closing?.at ?? null;
  const evidence = [...episode.evidence];
  const late = !episode.isLive;
  const isSame =
    row.status === status &&
    row.closing_measured_at === closing &&
    row.late === late &&
    evidence.join() === row.evidence.join();
  if (isSame) return openAgain(row, row, newsOf(episode, stretch, settling));
  const cleared_at = status === 'raised' ? null : (row.cleared_at ?? now);
  const isCalled = status === 'raised' && (row.status !== 'raised' || (row.late && !late));
  const raised_at = isCalled ? now : row.raised_at;
  const said = { status, closing_measured_at: closing, late, evidence, raised_at, cleared_at } as const;
  return openAgain(
    row,
    { ...row, ...said, superseded_by: null, rules, version: row.version + 1 },
    newsOf(episode, stretch, settling),
  );
}

/** What is over calls nobody, whatever it had come to. */
function newsOf({ closing, begunAt }: Episode, { live }: Stretch, { now }: Settling): News {
  return closing === null ? { now, begunAt: begunAt ?? null, live } : { now, begunAt: null, live: [] };
}

function supersede(row: OpenedAlarm, by: string | null, { now }: Settling): OpenedAlarm {
  const cleared_at = row.cleared_at ?? now;
  const alone = { level: 'single', neighbours: [] } as const;
  return { ...row, ...alone, status: 'superseded', superseded_by: by, cleared_at, version: row.version + 1 };
}

function carryOver(alarm: OpenedAlarm, gone: readonly OpenedAlarm[], episode: Episode, news: News): OpenedAlarm {
  const covered = gone.filter((row) => covers(episode, row));
  const seen = covered.find(({ acknowledged_at }) => acknowledged_at !== null);
  const handled = covered.find(isHandled);
  const { acknowledged_at = null, acknowledged_by = null, acknowledged_event = null } = seen ?? {};
  const raised_at = covered.find(hasCalled)?.raised_at ?? alarm.raised_at;
  const since = alarm.status === 'raised' ? { raised_at } : {};
  const carried = { ...alarm, ...since, acknowledged_at, acknowledged_by, acknowledged_event };
  if (!handled) return carried;
  const { file, level, neighbours } = handled; // who confirms whom is found out anew afterwards
  return openAgain(handled, { ...carried, version: versionOf(alarm, file), file, level, neighbours }, news);
}

/** No older than what it carries: whoever sees it has seen that, and may go over it. */
function versionOf({ version }: OpenedAlarm, file: AlarmFile | null): number {
  return Math.max(version, file?.grown ?? 0, ...(file?.entries ?? []).map((entry) => entry.version));
}

/** Raised by a live reading, and by nothing that came late. */
function hasCalled({ status, late }: OpenedAlarm): boolean {
  return status === 'raised' && !late;
}

/** An alarm that is raised once more, since what had taken its place no longer covers it: it has called since that has. */
function backInPlace(before: OpenedAlarm, after: OpenedAlarm, rows: readonly OpenedAlarm[]): OpenedAlarm {
  if (before.status !== 'superseded' || before.late || after.status !== 'raised') return after;
  const instead = rows.find(({ id }) => id === before.superseded_by);
  if (!instead || !hasCalled(instead)) return after;
  const { raised_at, acknowledged_at, acknowledged_by, acknowledged_event } = instead;
  const file = isHandled(instead) ? instead.file : after.file;
  const said = { acknowledged_at, acknowledged_by, acknowledged_event, file };
  return { ...after, ...said, raised_at, version: versionOf(after, file) };
}

function isHandled({ file }: OpenedAlarm): boolean {
  return (file?.entries.length ?? 0) > 0;
}

function freshAlarm(station: string, episode: Episode, { now, rules }: Settling): OpenedAlarm {
  const { rule, opening, closing, evidence, isLive } = episode;
  const { gateway, boot, seq, at } = opening;
  return {
    ...{ id: alarmId({ station, rule, gateway, boot, seq, at }), station, rule, version: 1 },
    ...{ opening_gateway: gateway, opening_boot: boot, opening_seq: seq, opening_measured_at: at },
    ...{ opening_name: opening.name, opening_value: opening.value },
    ...{ status: closing ? 'cleared' : 'raised', late: !isLive, raised_at: now, cleared_at: closing ? now : null },
    ...{ closing_measured_at: closing?.at ?? null, evidence: [...evidence], level: 'single', neighbours: [], rules },
    ...{ superseded_by: null, acknowledged_at: null, acknowledged_by: null, acknowledged_event: null, file: null },
  };
}
