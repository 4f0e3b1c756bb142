import type { Saved } from './history.ts';
import { usedEvents } from './hub-db.ts';
import { mostPageRows } from './hub-pull.ts';
import { heldIn } from './hub-reviews.ts';
import { fullLimits, type Phone } from './phone.ts';
import { hashAt, type PhonePart, unsent, waitingParts } from './phone-db.ts';
import { authorOf } from './stand-in.ts';
import type { World } from './world.ts';

/** What a fault-free end needs to be judged by. */
export interface Ending {
  /** After one session per device: saved events the hub has not exactly once with the same bytes. */
  readonly missing: readonly string[];
  /** Parts that events at the hub name and it lacks, but for those that went bad on the disk they came from. */
  readonly partless: readonly string[];
  /** What somebody carries for another, whose own phone may be gone, and could have brought to the hub in one session but did not. */
  readonly uncarried: readonly string[];
  /** Records of which the hub uses two copies, after an officer has tried to use whatever is held. */
  readonly doubled: readonly string[];
}

/** The faults are over: what is open is finished, every device has a session, then one more to see what the others did. */
export function endQuietly(world: World): Ending {
  for (const transaction of [...world.hub.open]) if (transaction.numbers) world.conclude(transaction, false);
  for (const transaction of [...world.hub.open]) world.conclude(transaction, false);
  world.flights.length = 0;
  for (const phone of world.phones) {
    phone.round = null;
    while (phone.appending.length > 0) phone.finish(0);
  }
  useAllHeld(world);
  for (const phone of world.phones) phone.makeRoom();
  const carriers = world.phones.filter(({ carried }) => carried !== null && carried.events.length > 0);
  for (const phone of carriers) drain(world, phone);
  if (carriers.length > 0 || hasLetGo(world)) restoreNewest(world); // what was delivered only now may be lost again
  const letGo = lostOfLetGo(world);
  const uncarried = carriers.flatMap((phone) => carriedInVain(world, phone));
  for (const phone of world.phones) drain(world, phone);
  closeStuck(world);
  const waiting = world.phones.filter((phone) => waitsForReader(world, phone));
  const missing = missingEvents(world, waiting);
  const partless = missingParts(world, waiting);
  letAllRead(world);
  for (const phone of waiting) drain(world, phone);
  if (waiting.length > 0) {
    closeStuck(world);
    missing.push(...missingEvents(world, []));
    partless.push(...missingParts(world, []));
  }
  bringFiles(world);
  useAllHeld(world);
  for (const phone of [...world.phones, ...world.phones]) drain(world, phone); // what others pushed, and what that led to
  drainGateways(world);
  return { missing, partless, uncarried: [...letGo, ...uncarried], doubled: usedTwice(world) };
}

/** As an officer may who wants nothing left over. */
function useAllHeld({ hub, now }: World): void {
  for (const { chain, event } of heldIn(hub.db))
    hub.review({ chain, seq: event.seq, outcome: 'released', isByPerson: true }, now);
}

/** After everybody has a grant, and what was held for want of one is used. */
function bringFiles(world: World): void {
  for (const { db } of world.phones) world.hub.grant(db.person, world.now);
  useAllHeld(world);
  for (const file of world.shelf) {
    const [courier] = world.phones;
    if (!courier) return;
    courier.carried = file;
    drain(world, courier);
  }
}

function usedTwice({ hub: { db } }: World): string[] {
  const ids = usedEvents(db).map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `${id} is used twice`);
}

function hasLetGo({ history, phones }: World): boolean {
  const isReleased = ({ db }: Phone) => [...db.parts.values()].some((part) => part.isReleased);
  return history.letGo.length > 0 || phones.some(isReleased);
}

/** A disk image put back is known for another life only once a cursor gives it away: what is backed up before that, nobody can tell apart. */
function lostOfLetGo({ hub, history }: World): string[] {
  if (history.unnoticedRestores > 0) return [];
  return history.letGo
    .filter(({ chain, seq, hash }) => !hub.hasHeld(chain, seq, hash))
    .map(({ phone, chain, seq }) => `${phone}: let go of ${chain} ${seq}, which the hub has not`);
}

function restoreNewest({ hub, history }: World): void {
  const backup = hub.backups.at(-1);
  if (!backup) return;
  hub.restore(backup, true);
  history.restores += 1;
}

/** A session with the carrier alone. What comes after a hole that only its author can fill is not his to bring. */
function carriedInVain(world: World, phone: Phone): string[] {
  const { carried, key } = phone;
  if (!carried || world.history.rottedChains.has(authorOf(carried.chain))) return [];
  const held = world.hub.db.chains.get(carried.chain);
  const isHeard = held !== undefined && world.hub.db.chains.get(key)?.isRevoked === false;
  const first = carried.events[0]?.seq ?? 0;
  if (!isHeard || first > held.head.seq + 1) return [];
  drain(world, phone);
  return carried.events
    .filter(({ seq, hash }) => !world.hub.hasHeld(carried.chain, seq, hash))
    .map(({ seq }) => `${phone.name}: carries ${carried.chain} ${seq}`);
}

/** One session on a perfect line: how many round trips it takes, whatever they are for, until neither events nor parts wait. */
function drain(world: World, phone: Phone): void {
  const due = dueOf(world, phone);
  world.startRound(phone);
  const round = phone.round;
  let trips: number | null = null;
  for (let flight = world.flights.shift(); flight; flight = world.flights.shift()) {
    world.now += 50;
    if (flight.to === 'phone') world.hear(flight);
    else {
      const taken = world.arrive(flight.request, 0);
      if (typeof taken === 'object') world.conclude(taken, true);
    }
    if (trips === null && hasSentAll(phone)) trips = round?.trips ?? 0;
  }
  if (phone.needsYou === null && !waitsForReader(world, phone) && (trips ?? Infinity) > 10 + 2 * due)
    world.history.slowDrains.push(`${phone.name}: what ${due} trips bring took ${trips ?? 'no end of'}`);
}

/** Round trips that bring what the hub lacks, whatever the phone believes: full batches, chunks as long as the line was found to carry; pages when the hub has more of its chain, or closed it. */
function dueOf({ hub }: World, phone: Phone): number {
  const { events, parts } = phone.db;
  const standing = hub.db.chains.get(phone.chain);
  const held = standing?.head.seq ?? 0;
  const lacking = Math.max(unsent(phone.db).length, events.length - held);
  const batches = Math.ceil(lacking / fullLimits.events);
  const chunks = [...parts.values()]
    .filter(({ sha256, state }) => state === 'waiting' || !hub.db.parts.has(sha256))
    .map(({ bytes }) => Math.ceil(bytes / phone.chunkBytes));
  const isToRead = held > events.length || (standing?.successor ?? null) !== null;
  const pages = isToRead ? Math.ceil(hub.db.changes.length / mostPageRows) : 0;
  return chunks.reduce((sum, each) => sum + each, batches + pages);
}

function hasSentAll(phone: Phone): boolean {
  return unsent(phone.db).length === 0 && partsLeft(phone).length === 0;
}

/** But for those whose bytes went bad, and those that were let go: there is nothing to send of them. */
function partsLeft({ db }: Phone): PhonePart[] {
  return waitingParts(db, Infinity).filter(({ isSpoilt, isReleased }) => !isSpoilt && !isReleased);
}

/**
 * It may not read, or nobody does, and only a pull would tell what there is to do: the hub has of its chain what it has not, or was restored
 * and lost what stands on a closed one.
 */
function waitsForReader({ hub }: World, { key, chain, isOnDuty, db }: Phone): boolean {
  if (isOnDuty && !hub.isRevoked(key)) return false;
  const held = hub.db.chains.get(chain)?.head;
  const hasMore = held !== undefined && held.seq > 0 && hashAt(db, held.seq) !== held.hash;
  return hasMore || db.legacy.some((event) => !hub.hasHeld(event.chain, event.seq, event.hash));
}

function letAllRead({ hub, phones }: World): void {
  for (const phone of phones) {
    phone.isOnDuty = true;
    hub.revoke(phone.key, false);
  }
}

/** Whatever stands in the way of a chain is closed by a supervisor, and its phone goes on with another. */
function closeStuck(world: World): void {
  for (const phone of world.phones) {
    if (phone.needsYou === null) continue;
    world.hub.close(phone.chain);
    for (let session = 0; session < 2; session += 1) drain(world, phone);
  }
}

/** Of a profile that was cloned and parted once more, what the phone says so of may be missing; and what went bad on its own disk. */
function missingEvents(world: World, waiting: readonly Phone[]): string[] {
  const { history, phones } = world;
  const needing = new Set(
    phones.filter(({ needsYou, key }) => needsYou !== null && history.clonedChains.has(key)).map(({ name }) => name),
  );
  return history.saved.flatMap((saved) => {
    const { phone, id, seq } = saved;
    if (needing.has(phone) || waiting.some(({ name }) => name === phone) || history.rottedIds.has(id)) return [];
    const isThere = versionsOf(world, saved).some((one) => isHeld(world, one));
    return isThere ? [] : [`${phone}: ${id} (seq ${seq}), ${copiesOf(world, id).length} copies`];
  });
}

function missingParts({ hub, history }: World, waiting: readonly Phone[]): string[] {
  const known = [...hub.db.chains].filter(([chain]) => !waiting.some(({ key }) => key === authorOf(chain)));
  return known.flatMap(([chain, { events }]) =>
    events.flatMap(({ seq, id, parts }) => {
      const lacking = parts.filter((name) => !hub.db.parts.has(name) && !history.rottenParts.has(name));
      return lacking.map((name) => `${id} (${chain} ${seq}): part ${name.slice(0, 8)} is not there`);
    }),
  );
}

/** As it was saved, and as it was written anew since. */
function versionsOf({ history }: World, saved: Version): Version[] {
  const versions = [saved];
  for (let next = history.anew.get(saved.hash); next; next = history.anew.get(next.hash)) versions.push(next);
  return versions;
}

type Version = Pick<Saved, 'chain' | 'seq' | 'hash' | 'raw'>;

function isHeld({ hub }: World, { chain, seq, hash, raw }: Version): boolean {
  const event = hub.db.chains.get(chain)?.events[seq - 1];
  return event?.hash === hash && event.raw === raw;
}

function copiesOf({ hub }: World, id: string) {
  return [...hub.db.chains.values()].flatMap(({ events }) => events.filter((event) => event.id === id));
}

function drainGateways(world: World): void {
  world.mqtt.length = 0;
  for (const gateway of world.gateways) world.ingests[0]?.hearState(gateway.state); // the broker keeps it for whoever comes
  for (let turn = 0; turn < 60; turn += 1) {
    for (const gateway of world.gateways) world.mqtt.push(...gateway.window());
    for (let flight = world.mqtt.shift(); flight; flight = world.mqtt.shift()) {
      const { gateway } = flight;
      if (flight.to === 'hub') world.ingests[0]?.hear(flight);
      else world.mqtt.push(...(world.gateways.find(({ id }) => id === gateway)?.hear(flight.say) ?? []));
    }
    for (const ingest of world.ingests) {
      ingest.store();
      ingest.look();
    }
    if (turn > 4 && world.mqtt.length === 0 && world.gateways.every(({ pendingCount }) => pendingCount === 0)) return;
  }
}
