import { msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { alarmRules } from '../../domain/shared/codes.ts';
import { incidentKinds, incidentVerdicts, sightingSigns, sightingSources } from '../../domain/shared/incident-codes.ts';
import type { IncidentStepBody, PulledIncident } from '../../protocol/incident.ts';
import type { Alarm, Station } from '../../protocol/pull.ts';
import type { SightingRow } from '../incident-ports.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { nameStation } from './name-station.ts';
import { sayPlace } from './say-place.ts';

/** What members of incidents are known by. */
export interface KnownSigns {
  readonly alarms: readonly Alarm[];
  readonly sightings: readonly SightingRow[];
  readonly stations: readonly Station[];
  readonly places: FeatureCollection | null;
}

/** Where an incident is, in the words of the duty room; of what nobody knows where, what it is. */
export function sayIncident(
  { place, kind }: Pick<PulledIncident, 'place' | 'kind'>,
  places: FeatureCollection | null,
): string {
  return place ? sayPlace(place, places, currentLanguage()) : sayTerm(incidentKinds[kind]);
}

/** From when to when the signs of it were measured or seen. */
export function sayIncidentSpan({ fromAt, toAt }: Pick<PulledIncident, 'fromAt' | 'toAt'>, now: number): string {
  const language = currentLanguage();
  const from = formatMoment(fromAt, now, language);
  if (toAt === null) return msg(str`since ${from}, still going on`);
  return toAt === fromAt ? from : msg(str`${from} to ${formatMoment(toAt, now, language)}`);
}

/** How many signs of which kind. */
export function sayMembers({ members }: Pick<PulledIncident, 'members'>): string {
  const alarms = members.filter(({ kind }) => kind === 'alarm').length;
  const sightings = members.length - alarms;
  if (sightings === 0) return msg(str`alarms: ${alarms}`);
  return alarms === 0 ? msg(str`sightings: ${sightings}`) : msg(str`alarms: ${alarms}, sightings: ${sightings}`);
}

/** One sign by what it is and who or what told of it. */
export function sayMember(id: string, { alarms, sightings, stations }: KnownSigns): string {
  const alarm = alarms.find((one) => one.id === id);
  if (alarm) return `${nameStation(alarm.station, stations)} · ${sayTerm(alarmRules[alarm.rule])}`;
  const sighting = sightings.find((one) => one.id === id);
  if (!sighting) return msg('a sign not known here');
  return `${sayTerm(sightingSources[sighting.body.source])} · ${sayTerm(sightingSigns[sighting.body.sign])}`;
}

/** A decision in words. */
export function sayIncidentStep(said: IncidentStepBody): string {
  switch (said.deed) {
    case 'verify':
      return msg(str`Judged: ${sayTerm(incidentVerdicts[said.verdict])}`);
    case 'merge':
      return msg('Merged with another incident');
    case 'split':
      return msg(str`${said.these.length} signs split off`);
    case 'undo':
      return msg('A decision undone');
  }
}
