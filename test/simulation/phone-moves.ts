import type { History } from './history.ts';
import type { HubEvent } from './hub-db.ts';
import type { EventRow, PhoneDb } from './phone-db.ts';
import { hashOf, type SignedText, signAs } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** The hub's word that a chain is closed: what follows, and up to where its head proves what it has. */
export interface Closing {
  readonly successor: string;
  readonly proven: number | null;
  readonly said: SignedText;
}

/** One transaction: what the hub has not taken stands anew on the successor, the rest stays behind on the chain that was closed. */
export function wentOver(
  steps: Steps,
  history: History,
  db: PhoneDb,
  key: string,
  { successor, proven, said }: Closing,
  hasPulled: boolean,
): PhoneDb {
  const left = leftAt(steps, db, db.events, { upTo: proven ?? 0, hasPulled });
  const standing = new Set(left.map(({ hash }) => hash));
  const legacy = [...db.legacy, ...db.events.filter(({ hash }) => !standing.has(hash))];
  const moved = { ...db, chain: successor, events: [], hubHead: null, receipts: new Map(), parts: behind(db.parts) };
  return withAnew(steps, history, { ...moved, legacy, closings: [...db.closings, said] }, key, left);
}

/** One transaction: what a restored hub lost of chains that were closed stands anew at the end of the one that is written. */
export function broughtOver(steps: Steps, history: History, db: PhoneDb, key: string): PhoneDb {
  const left = leftAt(steps, db, db.legacy, { upTo: 0, hasPulled: true });
  if (left.length === 0) return db;
  const standing = new Set(left.map(({ hash }) => hash));
  const legacy = db.legacy.filter(({ hash }) => !standing.has(hash));
  return withAnew(steps, history, { ...db, legacy }, key, left);
}

/** Of these, what the hub’s head does not prove and the pull just made, if one was, did not bring. Nobody signs anew what went bad on disk. */
function leftAt(
  steps: Steps,
  { pulled }: PhoneDb,
  events: readonly EventRow[],
  { upTo, hasPulled }: { readonly upTo: number; readonly hasPulled: boolean },
): EventRow[] {
  const told = events.map(({ chain, seq }) => pulled.get(`event/${chain}/${seq}`)?.body as HubEvent | undefined);
  const bad = events.filter(({ raw, hash }) => hashOf(raw) !== hash);
  const texts = hasPulled ? new Set(told.flatMap((event) => (event ? [event.raw] : []))) : null;
  return steps.leftToSuccessor(events, { upTo, texts }, bad);
}

function withAnew(steps: Steps, history: History, db: PhoneDb, key: string, left: readonly EventRow[]): PhoneDb {
  const events = [...db.events];
  const parts = new Map(db.parts);
  for (const row of left) {
    const before = events.at(-1) ?? null;
    const signed = signAs(key, 'event', steps.textAnew(row, db.chain, before));
    const place = { chain: db.chain, seq: events.length + 1, hash: hashOf(signed.raw), prev: before?.hash ?? null };
    events.push({ ...row, ...signed, ...place, bytes: signed.raw.length });
    history.anew.set(row.hash, { ...place, raw: signed.raw });
    for (const name of row.parts) {
      const part = parts.get(name);
      if (part) parts.set(name, { ...part, seq: place.seq });
    }
  }
  return { ...db, events, parts };
}

function behind(parts: PhoneDb['parts']): PhoneDb['parts'] {
  return new Map([...parts].map(([name, part]) => [name, { ...part, seq: 0 }]));
}

/** The keys of erased records are gone from every row here. */
export function withoutKeys(db: PhoneDb, erased: ReadonlySet<string>): PhoneDb {
  const forget = (row: EventRow): EventRow => (erased.has(row.id) ? { ...row, wraps: [] } : row);
  const forgetIn = (rows: PhoneDb['pulled']) => {
    const kept = new Map(rows);
    for (const [key, row] of kept) {
      const event = key.startsWith('event/') ? (row.body as HubEvent) : null;
      if (event && erased.has(event.id)) kept.set(key, { ...row, body: { ...event, wraps: [] } });
    }
    return kept;
  };
  const [pulled, shadow] = [forgetIn(db.pulled), forgetIn(db.shadow)];
  return { ...db, events: db.events.map(forget), legacy: db.legacy.map(forget), pulled, shadow };
}
