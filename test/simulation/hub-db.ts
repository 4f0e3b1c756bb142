import { type CaseFile, emptyCase } from '../../src/domain/casework/case-file.ts';
import type { UnderId } from '../../src/domain/custody/erase-record.ts';
import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import type { Recorded } from '../../src/domain/custody/succeed-chain.ts';
import { type Copy, isUsed } from '../../src/domain/custody/uses-another.ts';
import { emptyGate, type GateFile } from '../../src/domain/gate/gate-file.ts';
import type { ReviewOutcome } from '../../src/domain/shared/codes.ts';
import type { HeldReason } from '../../src/domain/shared/held-codes.ts';
import { authorOf, type SignedText } from './stand-in.ts';

/** One event as the hub holds it, with its receipt. */
export interface HubEvent extends SignedText {
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
  readonly prev: string | null;
  readonly parts: readonly string[];
  readonly seen: number | null;
  readonly receivedAt: number;
  readonly outcome: 'stored' | 'held' | 'fork';
  readonly because: HeldReason | null;
  readonly receipt: SignedText;
  /** Whoever has one can open the record's parts; none when it was erased. */
  readonly wraps: readonly string[];
}

export interface HubChain {
  readonly head: ChainHead;
  readonly events: readonly HubEvent[];
  readonly forks: ReadonlyMap<string, HubEvent>;
  readonly isRevoked: boolean;
  /** The chain that follows this one; null: it is open. */
  readonly successor: string | null;
}

/** One row of the change table. */
export interface Change {
  readonly n: number;
  readonly at: number;
  readonly key: string;
  readonly chain: string | null;
  readonly audience: 'all' | 'desk';
  readonly body: unknown;
}

export interface StoredMessage {
  readonly boot: number;
  readonly seq: number;
  readonly hash: string;
}

export interface HubGateway {
  /** By `boot/seq`. */
  readonly messages: ReadonlyMap<string, StoredMessage>;
  readonly upTo: ReadonlyMap<number, number>;
}

/** The hub's database as committed: never changed, only replaced by a commit. */
export interface HubDb {
  readonly epoch: number;
  readonly chains: ReadonlyMap<string, HubChain>;
  readonly changes: readonly Change[];
  readonly newest: number;
  readonly parts: ReadonlyMap<string, string>;
  readonly quarantine: ReadonlySet<string>;
  readonly gateways: ReadonlyMap<string, HubGateway>;
  /** What was decided about events that were held, by `placeOf`. */
  readonly reviews: ReadonlyMap<string, ReviewOutcome>;
  /** People with a grant on their device. */
  readonly granted: ReadonlySet<string>;
  /** Up to here everything is in a backup, as this database knows. */
  readonly horizon: number | null;
  /** Orders of erasing, by the record's id. */
  readonly erased: ReadonlyMap<string, string>;
  /** The one case of the simulation, which every desk moves on. */
  readonly file: CaseFile;
  /** The one gate, whose mode everybody sets. */
  readonly gate: GateFile;
}

/** The database as it stood at a moment, with the sequence beside it and the signing keys there were. */
export interface Backup {
  readonly db: HubDb;
  readonly sequence: number;
  readonly at: number;
  readonly kids: readonly string[];
}

/** The chain's name, its author's key and the person are one in the simulation. */
export const emptyChain: HubChain = {
  ...{ head: { seq: 0, hash: null }, events: [], forks: new Map(), isRevoked: false, successor: null },
};

export function emptyHub(chains: readonly string[], gateways: readonly string[]): HubDb {
  const gateway: HubGateway = { messages: new Map(), upTo: new Map() };
  return {
    file: emptyCase('violation'),
    gate: emptyGate('gate'),
    ...{ epoch: 1, changes: [], newest: 0, parts: new Map(), quarantine: new Set(), erased: new Map() },
    ...{ reviews: new Map(), granted: new Set(chains), horizon: null },
    chains: new Map(chains.map((name) => [name, emptyChain])),
    gateways: new Map(gateways.map((name) => [name, gateway])),
  };
}

export function withChain(db: HubDb, name: string, chain: HubChain): HubDb {
  return { ...db, chains: new Map(db.chains).set(name, chain) };
}

/** Parts that events name and the hub lacks, on all chains that the author of this one wrote. */
export function missingParts(db: HubDb, name: string): string[] {
  const missing = new Set<string>();
  for (const [chain, { events }] of db.chains) {
    if (authorOf(chain) !== authorOf(name)) continue;
    for (const { parts } of events) for (const sha256 of parts) if (!db.parts.has(sha256)) missing.add(sha256);
  }
  return [...missing];
}

/** Whether the hub has this very event, in the chain or forked off. */
export function holds(db: HubDb, name: string, seq: number, hash: string): boolean {
  const chain = db.chains.get(name);
  return chain?.events[seq - 1]?.hash === hash || (chain?.forks.has(hash) ?? false);
}

/** Names one event among those in chains. */
export function placeOf(chain: string, seq: number): string {
  return `${chain}/${seq}`;
}

interface Named extends Copy {
  readonly event: HubEvent;
  readonly device: string;
}

/** All that stands under an id in chains. `chain`: of the device that asks. */
export function copiesOf({ chains, reviews }: HubDb, id: string, chain: string): Named[] {
  return [...chains].flatMap(([name, { events }]) =>
    events.flatMap((event) => {
      const { outcome } = event;
      if (event.id !== id || outcome === 'fork') return [];
      const review = reviews.get(placeOf(name, event.seq)) ?? null;
      const device = authorOf(name);
      return [{ event, device, outcome, review, isOwn: device === authorOf(chain) }];
    }),
  );
}

/** What events of these ids that were written anew are looked for in. */
export function recordedIn(db: HubDb, chain: string, ids: readonly string[]): Recorded {
  if (ids.length === 0) return { hashes: new Set(), copies: new Map() };
  const hashes = [...db.chains.values()].flatMap(({ events }) => events.map(({ hash }) => hash));
  const copies = ids.map((id) => [id, copiesOf(db, id, chain).filter(({ isOwn }) => isOwn)] as const);
  return { hashes: new Set(hashes), copies: new Map(copies) };
}

/** All that stands under an id, whose device it is of and whether it has a claim to it. */
export function underId(db: HubDb, id: string): UnderId[] {
  return copiesOf(db, id, '').map((copy) => {
    return { device: copy.device, isClaim: isUsed(copy) || copy.event.because !== 'already-recorded' };
  });
}

/** Events of all chains that the hub uses: as they came, or since they were released. */
export function usedEvents({ chains, reviews }: HubDb): HubEvent[] {
  return [...chains].flatMap(([name, { events }]) =>
    events.filter(({ seq, outcome }) => {
      return outcome === 'stored' || reviews.get(placeOf(name, seq)) === 'released';
    }),
  );
}

/** A record's keys are gone wherever it stands, in what forked off too; the rows that tell of it are without them from now on. */
export function withoutKeys(db: HubDb, id: string): HubDb {
  const forget = (event: HubEvent): HubEvent => (event.id === id ? { ...event, wraps: [] } : event);
  const chains = new Map(
    [...db.chains].map(([name, chain]) => {
      const forks = new Map([...chain.forks].map(([hash, fork]) => [hash, forget(fork)]));
      return [name, { ...chain, events: chain.events.map(forget), forks }];
    }),
  );
  const changes = db.changes.map((change): Change => {
    const isOfIt = change.key.startsWith('event/') && (change.body as HubEvent).id === id;
    return isOfIt ? { ...change, body: forget(change.body as HubEvent) } : change;
  });
  return { ...db, chains, changes, erased: new Map(db.erased).set(id, id) };
}
