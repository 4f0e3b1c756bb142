import type { Feature } from 'geojson';
import type { StationStatus } from '../../domain/shared/codes.ts';
import { type GateMode, gateModes } from '../../domain/shared/gate-codes.ts';
import type { Station } from '../../protocol/pull.ts';
import type { Language } from './language.ts';

/** How a mode looks on the map while the gate's own counter is fine; its word stands beside it in any case. */
const looks: Readonly<Record<GateMode, string>> = {
  open: 'fine',
  registering: 'fine',
  'approved-only': 'approved',
  closed: 'closed',
  unattended: 'unattended',
};

/** A gate for the map: closed is seen before anything its counter says; a mode out of the usual is written beside its name. */
export function gateMark(station: Station, status: StationStatus, mode: GateMode, language: Language): Feature {
  const { id, kind, name, lon, lat } = station;
  const isUsual = mode === 'open' || mode === 'registering';
  const label = isUsual ? name[language] : `${name[language]} · ${gateModes[mode][language]}`;
  const shown = mode === 'closed' || status === 'fine' ? looks[mode] : status;
  const properties = { id, kind, status: shown, label, stale: status === 'unknown' && mode !== 'closed' };
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
