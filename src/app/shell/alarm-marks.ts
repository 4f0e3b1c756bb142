import { alarmState } from '../../domain/alarm/alarm-state.ts';
import type { AlarmState } from '../../domain/shared/alarm-codes.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { Language } from '../kit/language.ts';

/**
 * The alarms a ranger is told of: smoke, still raised, neither closed nor shelved by command, and not from readings sent after an
 * outage. Newest first.
 */
export function alarmsToTell(alarms: readonly Alarm[], now: number): Alarm[] {
  const isLive = (alarm: Alarm) =>
    !alarm.late && alarm.level !== 'technical' && toldStates.includes(alarmState(conditionOf(alarm), alarm.file, now));
  return alarms.filter(isLive).sort((one, other) => other.raisedAt - one.raisedAt);
}

const toldStates: readonly AlarmState[] = ['raised', 'escalated', 'acknowledged', 'assigned'];

function conditionOf(alarm: Alarm) {
  return { ...alarm, acknowledgedAt: alarm.acknowledged?.at ?? null };
}

/** The name of an alarm's station; its id while the station is not known here. */
export function stationName({ station }: Alarm, stations: readonly Station[], language: Language): string {
  return stations.find(({ id }) => id === station)?.name[language] ?? station;
}
