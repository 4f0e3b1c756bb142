import { lostClaims } from './case-steps.ts';
import { usedEvents } from './hub-db.ts';
import type { Ending } from './quiet-end.ts';
import { authorOf, hashOf, isSignedBy } from './stand-in.ts';
import type { World } from './world.ts';

/** What is wrong, in words; empty when the invariant holds. */
type Faults = readonly string[];

/** The invariants that the simulator checks, each over the recorded history and the state at the quiet end. */
export const invariants = {
  I1: ({ history }) => history.lostByKills,
  I2: ({ history }) => history.shownTooSoon,
  I3: (_world, { missing, partless, uncarried, doubled }) => [...missing, ...partless, ...uncarried, ...doubled],
  I4: (world) => [...world.hub.db.chains].flatMap(([name, chain]) => chainFaults(name, chain.events)),
  I5: ({ history }) => history.otherReceipts,
  I6: ({ history }) => history.delayed,
  I7: ({ history }) => history.believedLies,
  I8: ({ history }, { missing, partless, uncarried }) =>
    history.restores > 0 ? [...missing, ...partless, ...uncarried] : [],
  I9: (world) => [...world.history.repeatedPages, ...world.phones.flatMap((phone) => holesOf(world, phone))],
  I10: (world) => [...world.history.hiddenWrites, ...world.phones.flatMap((phone) => otherReadings(world, phone))],
  I11: ({ hub, history }) => [
    ...[...hub.db.parts].flatMap(([name, content]) => (hashOf(content) === name ? [] : [`part ${name.slice(0, 8)}`])),
    ...history.sentAgain,
  ],
  I12: (world) => [...world.history.turnedAway, ...brokenBrackets(world)],
  I13: ({ history }) => history.changedQueues,
  I14: (world) =>
    world.phones.flatMap(({ name, db, key }) => (isRotted(world, key) ? [] : chainFaults(name, db.events))),
  I15: ({ history }, { missing }) => missing.filter((one) => history.changedVersions.has(one.split(':')[0] ?? '')),
  I16: ({ hub: { db } }) => {
    const used = usedEvents(db);
    return [...lostClaims(db.file, used), ...lostClaims(db.gate, used)];
  },
  I17: (world) => [...world.history.emptyAcks, ...lostMessages(world)],
  I18: (world) => [...openErased(world), ...closedRecords(world)],
  I19: ({ history }) => history.slowDrains,
  I20: lostForks,
} satisfies Record<string, (world: World, ending: Ending) => Faults>;

export type Invariant = keyof typeof invariants;
export const invariantNames = Object.keys(invariants) as Invariant[];

interface Link {
  readonly seq: number;
  readonly prev: string | null;
  readonly hash: string;
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
}

/** Seq 1..n, each linked to the one before, each text hashing to its name and signed by its author. */
function chainFaults(name: string, links: readonly Link[]): string[] {
  return links.flatMap((link, index) => {
    const isLinked = link.seq === index + 1 && link.prev === (links[index - 1]?.hash ?? null);
    const isGenuine = hashOf(link.raw) === link.hash && isSignedBy(link.kid, 'event', link);
    return isLinked && isGenuine ? [] : [`${name}: seq ${link.seq} at ${index + 1}`];
  });
}

type PhoneOf = World['phones'][number];

function visibleTo({ hub }: World, { isDesk, key }: PhoneOf) {
  return hub.db.changes.filter((change) => isDesk || change.audience === 'all' || authorOf(change.chain ?? '') === key);
}

/** Changes up to the phone's cursor that it never got, nor a later one of the same thing; that one may still be before it. */
function holesOf(world: World, phone: PhoneOf): string[] {
  const { pulled, cursor } = phone.db;
  const n = Number(cursor?.cursor.split('.')[2] ?? 0);
  const visible = visibleTo(world, phone);
  const newest = new Map(visible.map((change) => [change.key, change.n]));
  return visible
    .filter(
      (change) => change.n <= n && (newest.get(change.key) ?? 0) <= n && (pulled.get(change.key)?.n ?? 0) < change.n,
    )
    .map((change) => `${phone.name}: ${change.key} of change ${change.n}, cursor at ${n}`);
}

/** What the phone shows of the hub, against the newest row of every key the hub would tell it. */
function otherReadings(world: World, phone: PhoneOf): string[] {
  const newest = new Map(visibleTo(world, phone).map(({ key, body }) => [key, body]));
  const { pulled } = phone.db;
  const wrong = [...newest]
    .filter(([key, body]) => JSON.stringify(pulled.get(key)?.body) !== JSON.stringify(body))
    .map(([key]) => key);
  const extra = [...pulled.keys()].filter((key) => !newest.has(key));
  return [...wrong, ...extra].map((key) => `${phone.name}: ${key}`);
}

/** Events whose true time is not between the hub time their phone knew and the hub time of their receipt. */
function brokenBrackets({ history, hub }: World): string[] {
  return history.saved.flatMap(({ chain, seq, hash, id, at }) => {
    const held = hub.db.chains.get(chain)?.events[seq - 1];
    if (held?.hash !== hash) return [];
    return (held.seen ?? 0) <= at && at <= held.receivedAt ? [] : [`${id}: ${held.seen} … ${at} … ${held.receivedAt}`];
  });
}

function lostMessages({ gateways, hub }: World): string[] {
  return gateways.flatMap((gateway) => {
    const stored = hub.db.gateways.get(gateway.id)?.messages;
    return gateway
      .journaled()
      .filter(({ boot, seq, hash }) => stored?.get(`${boot}/${seq}`)?.hash !== hash)
      .map(({ boot, seq }) => `${gateway.id} ${boot}/${seq}`);
  });
}

/** Records that the hub says are erased, and whose keys somebody still has who was told. */
function openErased({ hub: { db }, phones }: World): string[] {
  const atHub = [...db.chains].flatMap(([chain, { events, forks }]) =>
    [...events, ...forks.values()]
      .filter(({ id, wraps }) => db.erased.has(id) && wraps.length > 0)
      .map(({ id }) => `hub: ${id} on ${chain}`),
  );
  const onPhones = phones.flatMap(({ name, db: own, carried }) => {
    const kept = [...own.events, ...own.legacy, ...(carried?.events ?? [])];
    const isTold = (id: string) => own.pulled.has(`erasure/${id}`);
    return kept.filter(({ id, wraps }) => isTold(id) && wraps.length > 0).map(({ id }) => `${name}: ${id}`);
  });
  const forgotten = phones.flatMap(({ name, isDesk, db: own }) =>
    isDesk
      ? own.erasures.filter(({ event }) => isAtHub(db, event)).map(({ event }) => `${name}: ${event} not ordered again`)
      : [],
  );
  return [...atHub, ...onPhones, ...forgotten];
}

function isAtHub({ chains }: World['hub']['db'], id: string): boolean {
  return [...chains.values()].some(({ events }) => events.some((event) => event.id === id));
}

/** Records nobody ever ordered to be erased, and that nobody at the hub can open. */
function closedRecords({ hub: { db }, history }: World): string[] {
  return [...db.chains].flatMap(([chain, { events }]) =>
    events
      .filter(({ id, parts, wraps }) => parts.length > 0 && wraps.length === 0 && !history.erased.has(id))
      .map(({ id }) => `hub: ${id} on ${chain} cannot be opened`),
  );
}

/** Of two phones on one chain that parted, one must say so, and the hub must have both versions of the first event that differs. */
function lostForks({ history, phones, hub }: World): string[] {
  return [...history.clonedChains].flatMap((key) => {
    const [one, other] = phones.filter((phone) => phone.key === key);
    if (!one || !other || one.chain !== other.chain || history.rottedChains.has(key)) return []; // or one has gone over
    const { chain } = one;
    const at = one.db.events.findIndex(({ hash }, index) => hash !== (other.db.events[index]?.hash ?? hash));
    if (at < 0) return [];
    const isTold = one.needsYou === 'fork' || other.needsYou === 'fork';
    const versions = [one, other].map(({ db }) => db.events[at]?.hash ?? '');
    // A report that a disk image put back has wiped is made again when the epoch changes: not before.
    const areKept = history.unnoticedRestores > 0 || versions.every((hash) => hub.hasHeld(chain, at + 1, hash));
    return isTold && areKept
      ? []
      : [`${chain}: seq ${at + 1}${isTold ? '' : ' not told'}${areKept ? '' : ' not kept'}`];
  });
}

function isRotted({ history }: World, key: string): boolean {
  return history.rottedChains.has(key);
}
