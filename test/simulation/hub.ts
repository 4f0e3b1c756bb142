import { readCursor, writeCursor } from '../../src/hub/custody/pull-cursor.ts';
import { commandOf, gateSaidOf } from './case-steps.ts';
import type { History } from './history.ts';
import { Entering, type PushResult, readItem } from './hub-batch.ts';
import {
  type Change,
  emptyHub,
  type HubChain,
  type HubDb,
  type HubEvent,
  type HubGateway,
  holds,
  missingParts,
  withChain,
} from './hub-db.ts';
import { type Heard, isGenuine, type Request } from './net.ts';
import { hashOf, hubKid, type SignedText, signAs } from './stand-in.ts';
import type { Steps } from './steps.ts';

type ChangeDraft = Omit<Change, 'n' | 'at'>;

/** A push between its first statement and its commit, in one hub process. */
export interface Transaction {
  readonly process: number;
  readonly request: Request;
  readonly chain: string;
  readonly after: HubChain;
  readonly drafts: readonly ChangeDraft[];
  readonly refused: readonly string[];
  readonly results: readonly PushResult[];
  numbers: readonly number[] | null;
}

export interface Backup {
  readonly db: HubDb;
  readonly sequence: number;
  readonly at: number;
}

/** After so long a nonce is worth nothing. */
const nonceMs = 10 * 60_000;
const pageRows = 5;

/** One store and the processes on it. A killed process leaves its transactions undone; what is committed stays. */
export class Hub {
  db: HubDb;
  readonly open: Transaction[] = [];
  readonly backups: Backup[] = [];
  /** How often it was restored from a backup. */
  life = 0;
  readonly #steps: Steps;
  readonly #history: History;
  #sequence = 0;
  readonly #everHeld = new Set<string>();
  #epochs = 1;

  constructor(steps: Steps, history: History, chains: readonly string[], gateways: readonly string[]) {
    this.#steps = steps;
    this.#history = history;
    this.db = emptyHub(chains, gateways);
  }

  /** The answer, or what is to be committed first; null while another transaction holds the chain. */
  take(request: Request, process: number, now: number): Heard | Transaction | null {
    if (request.kind === 'session') return { line: 'body', signed: null, plain: 'session' };
    if (request.kind === 'pull') return this.#pull(request, now);
    if (!isGenuine(request)) return { line: 'problem', status: 401, code: 'bad-request-signature' };
    if (request.kind === 'head') return this.#head(request, now);
    if (now - Number(request.nonce) > nonceMs) return { line: 'problem', status: 401, code: 'nonce-expired' };
    if (request.kind === 'part') return this.#part(request, now);
    if (this.open.some(({ chain }) => chain === request.chain)) return null;
    const begun = this.#judge(request, process, now);
    if ('line' in begun) return begun;
    this.open.push(begun);
    return begun;
  }

  /** Numbers a transaction's changes; false while another one's numbers are not committed. */
  number(transaction: Transaction): boolean {
    if (transaction.numbers) return true;
    if (!this.#mayNumber(transaction)) return false;
    transaction.numbers = transaction.drafts.map(() => (this.#sequence += 1));
    return true;
  }

  commit(transaction: Transaction, now: number): Heard {
    const { chain, after, drafts, refused, request, results } = transaction;
    const numbers = transaction.numbers ?? [];
    this.open.splice(this.open.indexOf(transaction), 1);
    const before = this.db.chains.get(chain)?.events.length ?? 0;
    const db = { ...withChain(this.db, chain, after), ...this.#movedOn(after.events.slice(before)) };
    const quarantine = refused.length > 0 ? new Set([...db.quarantine, ...refused]) : db.quarantine;
    this.db = this.#withChanges({ ...db, quarantine }, now, drafts, numbers);
    for (const { hash } of results)
      if (this.hasHeld(chain, 0, hash) || after.events.some((one) => one.hash === hash)) this.#everHeld.add(hash);
    this.#history.pushed({ request, results, life: this.life, rows: after.events.length - before });
    const { head } = after;
    const answer = {
      chain,
      head,
      epoch: epochText(this.db),
      time: now,
      results,
      missing: missingParts(this.db, chain),
    };
    return this.#signed(request, { ...answer, nonce: String(now) });
  }

  kill(process: number): void {
    for (const transaction of this.open.filter((one) => one.process === process))
      this.open.splice(this.open.indexOf(transaction), 1);
  }

  backUp(at: number): void {
    this.backups.push({ db: this.db, sequence: this.#sequence, at });
  }

  /** By the product's command, which begins a new epoch, or by a disk image put back behind its back. */
  restore({ db, sequence }: Backup, isByCommand: boolean): void {
    this.open.length = 0;
    this.db = isByCommand ? { ...db, epoch: (this.#epochs += 1) } : db;
    this.#sequence = sequence;
    this.life += 1;
  }

  /** Whether the hub ever committed this very event, in whatever life. */
  hasEverHeld(hash: string): boolean {
    return this.#everHeld.has(hash);
  }

  /** Whether the hub has this very event now. */
  hasHeld(chain: string, seq: number, hash: string): boolean {
    return holds(this.db, chain, seq, hash);
  }

  putGateway(id: string, gateway: HubGateway): void {
    this.db = { ...this.db, gateways: new Map(this.db.gateways).set(id, gateway) };
  }

  revoke(chain: string, isRevoked: boolean): void {
    const standing = this.db.chains.get(chain);
    if (standing) this.db = withChain(this.db, chain, { ...standing, isRevoked });
  }

  /** Something the hub decided itself: seen by everybody. */
  announce(key: string, now: number): void {
    if (!this.#mayNumber()) return;
    const draft: ChangeDraft = { key, chain: null, audience: 'all', body: { now } };
    this.#sequence += 1;
    this.db = this.#withChanges(this.db, now, [draft], [this.#sequence]);
  }

  /** The case and the gate after these events, in the order they arrived. */
  #movedOn(arrived: readonly HubEvent[]): Pick<HubDb, 'file' | 'gate'> {
    const used = arrived.filter(({ outcome }) => outcome === 'stored');
    const commands = used.map(commandOf).filter((command) => command !== null);
    const said = used.map(gateSaidOf).filter((one) => one !== null);
    return {
      file: commands.reduce((file, command) => this.#steps.applyCommand(file, command), this.db.file),
      gate: said.reduce((gate, one) => this.#steps.takeGateSaid(gate, one), this.db.gate),
    };
  }

  /** Whether numbers may be given to somebody else than this transaction now. */
  #mayNumber(transaction: Transaction | null = null): boolean {
    return this.#steps.mayNumber(this.open.filter((one) => one !== transaction && one.numbers !== null).length);
  }

  #withChanges(db: HubDb, at: number, drafts: readonly ChangeDraft[], numbers: readonly number[]): HubDb {
    if (drafts.length === 0) return db;
    const fresh = drafts.map((draft, index): Change => ({ ...draft, at, n: numbers[index] ?? 0 }));
    const newest = Math.max(db.newest, ...numbers);
    return { ...db, changes: [...db.changes, ...fresh], newest };
  }

  #head(request: Request, now: number): Heard {
    const chain = this.db.chains.get(request.chain);
    if (!chain) return { line: 'problem', status: 404, code: 'not-found' };
    const horizon = this.backups.at(-1)?.at ?? null;
    const missing = missingParts(this.db, request.chain);
    const told = { chain: request.chain, head: chain.head, epoch: epochText(this.db), time: now, missing, horizon };
    return this.#signed(request, { ...told, nonce: String(now) });
  }

  #part(request: Request, now: number): Heard {
    const chain = this.db.chains.get(request.chain);
    const { sha256, content } = JSON.parse(request.body) as { sha256: string; content: string };
    const event = chain?.events.find(({ parts }) => parts.includes(sha256));
    const verdict = this.#steps.judgePart(event !== undefined, hashOf(content) === sha256);
    if (!event || verdict !== 'take') return { line: 'problem', status: verdict === 'take' ? 404 : 422, code: verdict };
    if (!this.db.parts.has(sha256) && this.#mayNumber()) {
      this.db = { ...this.db, parts: new Map(this.db.parts).set(sha256, content) };
      const received = event.parts.filter((name) => this.db.parts.has(name)).length;
      this.#sequence += 1;
      const draft = { key: `custody/${event.id}`, chain: request.chain, audience: 'desk', body: received } as const;
      this.db = this.#withChanges(this.db, now, [draft], [this.#sequence]);
    }
    if (!this.db.parts.has(sha256)) return { line: 'problem', status: 503, code: 'not-ready' };
    return this.#signed(request, { sha256, nonce: String(now) });
  }

  #judge(request: Request, process: number, now: number): Transaction | Heard {
    const chain = this.db.chains.get(request.chain);
    if (!chain) return { line: 'problem', status: 404, code: 'not-found' };
    const items = (JSON.parse(request.body) as SignedText[]).map((item) => readItem(request.chain, item));
    const known = {
      head: chain.head,
      hashBySeq: new Map(items.map((item) => [item?.seq ?? 0, chain.events[(item?.seq ?? 0) - 1]?.hash ?? ''])),
      forked: new Set(chain.forks.keys()),
    };
    const { verdicts, head } = this.#steps.judgeBatch(known, items);
    const batch = new Entering(this.#steps, chain, epochText(this.db), now);
    const results = items.map((item, index) => batch.take(item, verdicts[index]?.kind ?? 'unreadable'));
    const outcomes = results.map(({ outcome }) => outcome);
    const refusal = this.#steps.refuseBatch(outcomes);
    this.#history.judged({ before: chain.head, items, outcomes, isTurnedBack: refusal !== null });
    if (refusal !== null) return { line: 'problem', status: refusal, code: 'bad-input' };
    const refused = items.flatMap((item, index) => (item === null ? [`${request.digest}/${index}`] : []));
    const drafts = batch.accepted.map((event): ChangeDraft => eventChange(request.chain, event));
    const after = { ...chain, head, events: [...chain.events, ...batch.accepted], forks: batch.forks };
    return { process, request, chain: request.chain, after, drafts, refused, results, numbers: null };
  }

  #pull(request: Request, now: number): Heard {
    if (!request.hasSession) return { line: 'problem', status: 401, code: 'not-signed-in' };
    const { cursor, scope, isDesk } = JSON.parse(request.body) as { cursor: string; scope: string; isDesk: boolean };
    const asked = cursor === '' ? 'none' : readCursor(cursor, sealOf);
    const tag = asked === 'none' || asked === null ? null : this.#tagOf(asked.n);
    const hub = { epoch: epochText(this.db), scope: hashOf(scope), newest: this.db.newest, tag };
    const opening = this.#steps.openPage(asked, hub);
    if (opening.isRestored) this.db = { ...this.db, epoch: (this.#epochs += 1) };
    const visible = this.#steps
      .standingChanges(this.db.changes, hub.newest)
      .filter(({ n, audience, chain }) => n > opening.after && (isDesk || audience === 'all' || chain === request.by));
    const page = visible.toSorted((a, b) => a.n - b.n).slice(0, pageRows);
    const more = visible.length > page.length;
    const n = this.#steps.closePage(opening, hub, { last: page.at(-1)?.n ?? null, more });
    const next = { epoch: epochText(this.db), scope: hub.scope, n, tag: this.#tagOf(n) };
    const answer = { cursor: writeCursor(next, sealOf), restarted: opening.restarted, more, changes: page, time: now };
    return this.#signed(request, answer);
  }

  /** What the change table has under a number, in sixteen digits. */
  #tagOf(n: number): string | null {
    const change = this.db.changes.find((one) => one.n === n);
    return change ? hashOf(`${n} ${change.at} ${change.key}`).slice(0, 16) : null;
  }

  #signed(request: Request, says: object): Heard {
    const raw = JSON.stringify({ request: request.digest, ...says });
    return { line: 'body', signed: signAs(hubKid, 'answer', raw), plain: null };
  }
}

function eventChange(chain: string, event: HubEvent): ChangeDraft {
  return { key: `event/${chain}/${event.seq}`, chain, audience: 'desk', body: event };
}

function epochText({ epoch }: HubDb): string {
  return `00000000-0000-4000-8000-${String(epoch).padStart(12, '0')}`;
}

/** A keyed hash, as of the secret of the key folder. */
function sealOf(text: string): string {
  return hashOf(`cursor seal of the hub ${text}`).slice(0, 22);
}
