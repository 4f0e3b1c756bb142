import { compareHeads } from './compare-heads.ts';
import type { ChainHead } from './judge-link.ts';
import type { Later } from './push-step.ts';
import type { RoundState } from './round-step.ts';
import { type Copy, usesAnother } from './uses-another.ts';

/** One event of a chain that was closed, as far as its going over needs to know. */
export interface LegacyEvent {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** How a push to a closed chain ends: nothing is sent any more, and the round goes on to pull what the hub holds of it. */
export const chainClosed: Later = { kind: 'later', because: 'problem', status: null, code: 'chain-closed' };

/** How fetching what the hub has of our chain ends while nobody is logged in: for the eyes of whoever is on duty alone. */
export const nobodyReads: Later = { kind: 'later', because: 'problem', status: null, code: 'nobody-on-duty' };

/**
 * What is known to be at the hub of a closed chain: everything up to `upTo`, for the hub's signed head bore our own hash there, and these
 * texts, for the pull just made brought them. Null: no such pull.
 */
export interface AtHub {
  readonly upTo: number;
  readonly texts: ReadonlySet<string> | null;
}

/** Up to where the signed head of a closed chain proves what the hub has of ours; null: it proves nothing, only a pull tells. */
export function provenUpTo(own: ChainHead, hub: ChainHead, hashAtHubSeq: string | null): number | null {
  const { kind } = compareHeads(own, hub, hashAtHubSeq);
  return kind === 'same' || kind === 'hub-behind' ? hub.seq : null;
}

/** Whether a pull has just told what the hub has: nobody off duty has one. */
export function hasTold({ pulled }: Pick<RoundState, 'pulled'>, isOnDuty: boolean): boolean {
  return pulled?.kind === 'done' && isOnDuty;
}

/**
 * Whether the phone goes over to the successor now: once it is known which of its events the hub has on the closed chain.
 *
 * | the head proves it | a pull has just told | → |
 * |--------------------|----------------------|---|
 * | yes                | –                    | yes: who may not read, or is not on duty, goes over too |
 * | no                 | yes                  | yes |
 * | no                 | no                   | not yet |
 */
export function mayGoOver(round: Pick<RoundState, 'pulled'>, isOnDuty: boolean, proven: number | null): boolean {
  return proven !== null || hasTold(round, isOnDuty);
}

/**
 * What the closed chain leaves to its successor. Receipts do not count: a hub that was restored may have lost what it gave them for.
 *
 * | the hub has it | refused | → |
 * |----------------|---------|---|
 * | yes            | –       | stays where it is |
 * | no             | no      | is written anew |
 * | no             | yes     | stays, and needs a person |
 */
export function leftToSuccessor<E extends LegacyEvent & { readonly raw: string }>(
  events: readonly E[],
  { upTo, texts }: AtHub,
  refused: readonly { readonly hash: string }[],
): E[] {
  const isRefused = new Set(refused.map(({ hash }) => hash));
  return events.filter(({ seq, raw, hash }) => seq > upTo && !texts?.has(raw) && !isRefused.has(hash));
}

/** The text of an event written anew: the same but for its place, naming the one it repeats. Whatever a newer build wrote into it stays. */
export function textAnew(
  { raw, chain, seq, hash }: LegacyEvent & { readonly raw: string },
  successor: string,
  before: ChainHead | null,
): string {
  const place = { chain: successor, seq: (before?.seq ?? 0) + 1, prev: before?.hash ?? null };
  return JSON.stringify({ ...(JSON.parse(raw) as object), ...place, succeeds: { chain, seq, hash } });
}

/** What stands in storage at the moment of going over, and what was read when the events were written anew. */
export interface SuccessionMoment {
  readonly standing: string | null;
  readonly read: string | null;
  /** The phone writes this chain still, and has named no successor. */
  readonly isOpenHere: boolean;
}

/** Whether the new events may be put, inside the one transaction that puts them: nothing was appended meanwhile, no other tab was first. */
export function maySucceed({ standing, read, isOpenHere }: SuccessionMoment): boolean {
  return isOpenHere && standing === read;
}

/** What the hub has already: hashes of its events, and by id, in small letters, the copies of the same device. */
export interface Recorded {
  readonly hashes: ReadonlySet<string>;
  readonly copies: ReadonlyMap<string, readonly Copy[]>;
}

/** Whether an event written anew is held: the hub has what it repeats, or uses another copy of it. Nothing is used twice. */
export function isRecordedAlready(
  { id, succeeds }: { readonly id: string; readonly succeeds?: { readonly hash: string } | undefined },
  { hashes, copies }: Recorded,
): boolean {
  if (succeeds === undefined) return false;
  return hashes.has(succeeds.hash) || usesAnother(copies.get(id.toLowerCase()) ?? [], false);
}

/**
 * Whether an id is another device's already, so that what comes under it is held: ids are their authors' own choice, and nobody says
 * anything under another's. What a device repeats on a later chain of its own is none. `holders`: devices with an event under it.
 */
export function isTakenElsewhere(device: string, holders: Iterable<string | null>): boolean {
  return [...holders].some((holder) => holder !== device);
}

/** A closing as the hub told it, signed: in this life or an earlier one, for a disk image put back begins none. */
export interface ToldSuccessor {
  readonly chain: string;
  readonly successor: string;
}

/** What a hub has of a device's chains: by id, each with its successor; null: it is open. */
export type KnownChains = ReadonlyMap<string, string | null>;

export type ClosingStep =
  | { readonly kind: 'close'; readonly chain: string; readonly successor: string }
  | { readonly kind: 'add-closed'; readonly chain: string; readonly successor: string };

/**
 * What a hub does that is shown a closing it once told; null: nothing.
 *
 * | chain known | successor known | chain is | → |
 * |-------------|-----------------|----------|---|
 * | no          | –               | –        | nothing |
 * | yes         | yes             | –        | nothing: it is here |
 * | yes         | no              | open     | close it again, with the same successor |
 * | yes         | no              | closed   | the told one is closed too, and followed by the one that stands |
 */
export function takeClosingBack(told: ToldSuccessor, known: KnownChains): ClosingStep | null {
  const { chain, successor } = told;
  const standing = known.get(chain);
  if (standing === undefined || known.has(successor)) return null;
  return standing === null
    ? { kind: 'close', chain, successor }
    : { kind: 'add-closed', chain: successor, successor: standing };
}
