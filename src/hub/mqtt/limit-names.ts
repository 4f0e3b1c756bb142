import { putAllInQuarantine } from '../custody/quarantine.ts';
import type { Database, Queryable } from '../ports.ts';
import { asQuarantined } from './message-store.ts';
import type { NumberedMessage } from './read-message.ts';
import type { SetAside } from './tell-refused.ts';

/** So many names of readings a station may ever use, besides those of the contract: each costs rows for ever, here and on every desk. */
export const namesAtMost = 40;

const contractNames: ReadonlySet<string> = new Set([
  ...['pm2_5', 'co', 'temperature', 'humidity', 'battery', 'smoke', 'wind'],
  ...['in', 'out', 'class', 'barrier', 'tamper'],
]);

/** By database, what is known to be in it of each station's names; none of them ever goes. */
const rememberedNames = new WeakMap<Database, Map<string, Set<string>>>();

export interface NamedMessages {
  /** As given, without the readings that have one name too many. */
  readonly usable: readonly NumberedMessage[];
  /** Messages of which some readings were set aside. */
  readonly setAside: readonly (SetAside & { readonly seq: number })[];
}

/** Readings under more names than a station may have go to the quarantine, which names them; all others of their message stay. The gateways' rows are locked by the caller. */
export async function limitNames(
  tx: Queryable,
  database: Database,
  messages: readonly NumberedMessage[],
  now: number,
): Promise<NamedMessages> {
  const known = rememberedNames.get(database) ?? new Map<string, Set<string>>();
  rememberedNames.set(database, known);
  const isNew = ({ station, name }: Named) => !contractNames.has(name) && !known.get(station)?.has(name);
  const doubtful = new Set(messages.flatMap(({ readings }) => readings.filter(isNew).map(({ station }) => station)));
  if (doubtful.size === 0) return { usable: messages, setAside: [] };
  await recall(tx, known, [...doubtful]);
  const names = new Map([...doubtful].map((station) => [station, new Set(known.get(station))]));
  const sorted = messages.map((message) => sortOut(message, names));
  const over = sorted.filter(({ excess }) => excess.length > 0);
  await putAllInQuarantine(
    tx,
    now,
    over.map(({ whole, excess }) =>
      asQuarantined(whole.incoming, { reason: 'too-many-names', detail: sayExcess(excess) }),
    ),
  );
  const setAside = over.map(({ whole: { gateway, boot, seq } }) => ({
    ...{ gateway, boot, seq, reason: 'too-many-names' as const },
  }));
  return { usable: sorted.map(({ rest }) => rest), setAside };
}

type Named = NumberedMessage['readings'][number];

/** What is in the store alone: what this transaction adds is known once it is committed. */
async function recall(tx: Queryable, known: Map<string, Set<string>>, stations: readonly string[]): Promise<void> {
  const rows = await tx.query<{ station: string; name: string }>(
    'select station, name from latest_reading where station = any($1::text[])',
    [stations],
  );
  for (const { station, name } of rows) {
    if (contractNames.has(name)) continue;
    const names = known.get(station) ?? new Set();
    known.set(station, names.add(name));
  }
}

/** First come, first named; `names` grows. */
function sortOut(whole: NumberedMessage, names: ReadonlyMap<string, Set<string>>) {
  const excess: Named[] = [];
  const readings = whole.readings.filter((reading) => {
    const ofStation = names.get(reading.station);
    if (!ofStation || contractNames.has(reading.name) || ofStation.has(reading.name)) return true;
    if (ofStation.size < namesAtMost) return ofStation.add(reading.name).size > 0;
    excess.push(reading);
    return false;
  });
  return { whole, excess, rest: excess.length > 0 ? { ...whole, readings } : whole };
}

function sayExcess(excess: readonly Named[]): string {
  const [first] = excess;
  const others = excess.length > 1 ? ` and ${excess.length - 1} more` : '';
  return `e: station ${first?.station.slice(0, 60)} has ${namesAtMost} names already: ${first?.name.slice(0, 60)}${others}`;
}
