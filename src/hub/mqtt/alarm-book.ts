import { builtInAlarmRules } from '../../domain/alarm/built-in-alarm-rules.ts';
import type { AlarmRule, AlarmStatus } from '../../domain/shared/codes.ts';
import { alarmBody } from '../custody/alarm-body.ts';
import { appendHubEvent } from '../custody/append-hub-event.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { lockAlarms } from '../custody/lock-alarms.ts';
import type { ChangeDraft } from '../custody/record-change.ts';
import type { Queryable } from '../ports.ts';
import { alarmId, type OpeningReading } from './alarm-id.ts';
import { insertAlarm, type Judged, lockJudged, type OpenedAlarm, type Place, updateAlarm } from './alarm-rows.ts';
import { confirmByNeighbours } from './confirm-by-neighbours.ts';
import type { Stretch } from './judge-samples.ts';
import { inNobodysHands } from './open-again.ts';
import { settleEpisodes } from './settle-episodes.ts';

/** What raises a technical alarm: a message, and what it shows. */
export interface TechnicalOpening extends OpeningReading {
  readonly name: string;
  readonly value: number;
}

/** What ends a technical alarm: the station is heard again, at a moment by its own clock if it said one, else the hub's. */
export interface TechnicalEnd {
  readonly station: string;
  readonly rule: AlarmRule;
  readonly at: number;
}

/**
 * The alarms of some stations during one transaction. What is judged here is written by `write`; nothing is locked before, and
 * nothing written when all stays as it is.
 */
export class AlarmBook {
  readonly #raised: ReadonlyMap<string, readonly AlarmRule[]>;
  /** Stations with an alarm that somebody did something about. */
  readonly #handled: ReadonlySet<string>;
  readonly #stretches = new Map<string, Stretch>();
  readonly #openings: TechnicalOpening[] = [];
  readonly #ends: TechnicalEnd[] = [];
  readonly #now: number;

  private constructor(raised: ReadonlyMap<string, readonly AlarmRule[]>, handled: ReadonlySet<string>, now: number) {
    this.#raised = raised;
    this.#handled = handled;
    this.#now = now;
  }

  /** Knows which alarms are raised at these stations now. */
  static async open(tx: Queryable, stations: readonly string[], now: number): Promise<AlarmBook> {
    const rows = await tx.query<{ station: string; rule: AlarmRule; handled: boolean }>(
      `select station, rule, file is not null as handled from alarm where status = 'raised' and station = any($1::text[])`,
      [stations],
    );
    const raised = new Map<string, AlarmRule[]>();
    for (const { station, rule } of rows) raised.set(station, [...(raised.get(station) ?? []), rule]);
    const handled = new Set(rows.filter((row) => row.handled).map(({ station }) => station));
    return new AlarmBook(raised, handled, now);
  }

  has(station: string, rule: AlarmRule): boolean {
    return this.#raised.get(station)?.includes(rule) ?? false;
  }

  /** Whether a station shows an alarm; its silence is no alarm of its own once it speaks. */
  isRaised(station: string): boolean {
    const isForked = this.has(station, 'message-fork') || this.#openings.some((one) => one.station === station);
    const stretch = this.#stretches.get(station);
    if (stretch) return stretch.open.length > 0 || isForked;
    return isForked || (this.#raised.get(station) ?? []).some((rule) => rule !== 'silence');
  }

  /** Takes what was folded of a station; at most once for each. */
  take(stretch: Stretch): void {
    this.#stretches.set(stretch.station, stretch);
  }

  raise(opening: TechnicalOpening): void {
    const isKnown = this.#openings.some(({ station, rule }) => station === opening.station && rule === opening.rule);
    if (!isKnown && !this.has(opening.station, opening.rule)) this.#openings.push(opening);
  }

  clear(end: TechnicalEnd): void {
    if (this.has(end.station, end.rule)) this.#ends.push(end);
  }

  /** Writes alarms, then what the hub decided onto its own chain; answers the changes, to be recorded last. */
  async write(tx: Queryable, keys: HubSigner, places: ReadonlyMap<string, Place>): Promise<ChangeDraft[]> {
    const stretches = [...this.#stretches.values()]
      .map((stretch) => this.#withHandled(stretch))
      .filter(({ episodes, anewAfter }) => episodes.length > 0 || anewAfter !== null);
    if (stretches.length + this.#openings.length + this.#ends.length === 0) return [];
    await lockAlarms(tx);
    const stations = [...stretches, ...this.#technical(stretches)];
    const stored = await lockJudged(tx, stations, this.#openings.map(alarmId));
    const changed = [...stretches.flatMap((one) => this.#settle(one, stored)), ...this.#turnTechnical(stored)];
    const written = await writeAll(tx, changed, new Set(stored.map(({ id }) => id)));
    const confirmed = await confirmByNeighbours(
      tx,
      { written, before: stored, places, now: this.#now },
      builtInAlarmRules,
    );
    const others = confirmed.filter(({ id }) => !written.some((one) => one.id === id));
    const before = new Map([...stored, ...others.map((one) => one.before)].map((alarm) => [alarm.id, alarm]));
    const latest = new Map([...written, ...confirmed.map(({ after }) => after)].map((alarm) => [alarm.id, alarm]));
    const events: ChangeDraft[] = [];
    for (const alarm of latest.values()) {
      for (const status of transitions(before.get(alarm.id) ?? null, alarm)) {
        events.push(await appendTransition(tx, keys, this.#now, { ...alarm, status }));
      }
    }
    return [...events, ...[...latest.values()].map((alarm) => alarmChange(alarm, placeOf(alarm, places)))];
  }

  /** What somebody has closed or shelved is looked at each time its sensor speaks: it may have grown. */
  #withHandled(stretch: Stretch): Stretch {
    if (stretch.live.length === 0 || !this.#handled.has(stretch.station)) return stretch;
    return { ...stretch, episodes: [...new Set([...stretch.episodes, ...stretch.open])] };
  }

  /** Stations of technical alarms that are not judged for smoke as well. */
  #technical(judged: readonly Stretch[]): Judged[] {
    const others = [...this.#openings, ...this.#ends].filter(
      ({ station }) => !judged.some((one) => one.station === station),
    );
    return [...new Set(others.map(({ station }) => station))].map((station) => ({ station, anewAfter: null }));
  }

  #settle(stretch: Stretch, stored: readonly OpenedAlarm[]): OpenedAlarm[] {
    return settleEpisodes(stretch, stored, { now: this.#now, rules: builtInAlarmRules.version });
  }

  #turnTechnical(stored: readonly OpenedAlarm[]): OpenedAlarm[] {
    const raisedAs = ({ station, rule }: { station: string; rule: AlarmRule }) =>
      stored.find((alarm) => alarm.status === 'raised' && alarm.station === station && alarm.rule === rule);
    const opened = this.#openings.filter((opening) => !raisedAs(opening)).map((opening) => this.#open(opening, stored));
    const ended = this.#ends.flatMap((end) => {
      const alarm = raisedAs(end);
      const cleared = { status: 'cleared' as const, cleared_at: this.#now, closing_measured_at: end.at };
      return alarm ? [{ ...alarm, ...cleared, version: alarm.version + 1 }] : [];
    });
    return [...opened, ...ended];
  }

  /** The same last word, and silence again: the same alarm, in nobody's hands. */
  #open(opening: TechnicalOpening, stored: readonly OpenedAlarm[]): OpenedAlarm {
    const known = stored.find(({ id }) => id === alarmId(opening));
    if (!known) return this.#fresh(opening);
    const again = { status: 'raised' as const, cleared_at: null, closing_measured_at: null, raised_at: this.#now };
    return { ...inNobodysHands(known), ...again, version: known.version + 1 };
  }

  #fresh(opening: TechnicalOpening): OpenedAlarm {
    const { station, rule, gateway, boot, seq, at, name, value } = opening;
    return {
      ...{ id: alarmId(opening), station, rule, version: 1, status: 'raised', late: false },
      ...{ opening_gateway: gateway, opening_boot: boot, opening_seq: seq, opening_measured_at: at },
      ...{ opening_name: name, opening_value: value, raised_at: this.#now, cleared_at: null },
      ...{ closing_measured_at: null, evidence: [], level: 'technical', neighbours: [], superseded_by: null },
      ...{ rules: builtInAlarmRules.version, file: null },
      ...{ acknowledged_at: null, acknowledged_by: null, acknowledged_event: null },
    };
  }
}

/** What has ended makes room first: one alarm of a rule is raised at a station. Answers what stands now. */
async function writeAll(tx: Queryable, alarms: readonly OpenedAlarm[], stored: ReadonlySet<string>) {
  const written: OpenedAlarm[] = [];
  const inOrder = [
    ...alarms.filter((one) => one.status !== 'raised'),
    ...alarms.filter((one) => one.status === 'raised'),
  ];
  for (const alarm of inOrder) {
    if (stored.has(alarm.id)) await updateAlarm(tx, alarm);
    else if (!(await insertAlarm(tx, alarm))) continue;
    written.push(alarm);
  }
  return written;
}

/** What the hub's chain is told of an alarm: each turn, also both of one that was raised live and is over already. */
function transitions(before: OpenedAlarm | null, { status, late, raised_at }: OpenedAlarm): AlarmStatus[] {
  if (before && before.status === status) {
    const isAgain = (before.late && !late) || before.raised_at !== raised_at;
    return isAgain && status === 'raised' ? ['raised'] : [];
  }
  return !before && status === 'cleared' && !late ? ['raised', 'cleared'] : [status];
}

async function appendTransition(tx: Queryable, keys: HubSigner, now: number, alarm: OpenedAlarm): Promise<ChangeDraft> {
  const { id, station, rule, status, late, superseded_by } = alarm;
  const number = { gateway: alarm.opening_gateway, boot: alarm.opening_boot, seq: alarm.opening_seq };
  const measured = { name: alarm.opening_name, value: alarm.opening_value, measuredAt: alarm.opening_measured_at };
  const cover = superseded_by === null ? {} : { supersededBy: superseded_by };
  const body = { alarm: id, station, rule, status, late, opening: { ...number, ...measured }, ...cover };
  const { change } = await appendHubEvent(tx, keys, now, { kind: 'alarm', schema: 1, body });
  return change;
}

function placeOf(
  alarm: OpenedAlarm & { lon?: number; lat?: number },
  places: ReadonlyMap<string, Place>,
): Place | null {
  const { lon, lat } = alarm;
  return places.get(alarm.station) ?? (lon === undefined || lat === undefined ? null : { lon, lat });
}

function alarmChange(alarm: OpenedAlarm, place: Place | null): ChangeDraft {
  return { entity: 'alarm', key: alarm.id, audience: 'all', chain: null, area: '*', body: alarmBody(alarm, place) };
}
