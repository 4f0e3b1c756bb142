import { movedOn } from './case-steps.ts';
import type { History } from './history.ts';
import {
  type ChangeDraft,
  changesOf,
  Entering,
  readItem,
  type Sent,
  type Transaction,
  withChanges,
} from './hub-batch.ts';
import { closed, recalled, revoked } from './hub-closings.ts';
import {
  type Backup,
  emptyHub,
  type HubDb,
  type HubGateway,
  holds,
  missingParts,
  recordedIn,
  withChain,
  withoutKeys,
} from './hub-db.ts';
import { takePart } from './hub-parts.ts';
import { epochText, headOf, readPage } from './hub-pull.ts';
import { type Decision, heldIn, reviewed } from './hub-reviews.ts';
import { type Heard, isGenuine, type Request } from './net.ts';
import { authorOf, certify, hubKidOf, signAs } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** After so long a nonce is worth nothing. */
const nonceMs = 10 * 60_000;

/** One store and the processes on it. A killed process leaves its transactions undone; what is committed stays. */
export class Hub {
  db: HubDb;
  readonly open: Transaction[] = [];
  readonly backups: Backup[] = [];
  /** How often it was restored from a backup. */
  life = 0;
  /** The newest horizon it ever told anybody: nobody restores what is older. */
  announced = 0;
  readonly #steps: Steps;
  readonly #history: History;
  #sequence = 0;
  readonly #everHeld = new Set<string>();
  readonly #everHad = new Set<string>();
  #epochs = 1;
  /** Signing keys of the key folder, the one in use last. */
  #kids: readonly string[] = [hubKidOf(1)];
  #keysMade = 1;
  #closings = 0;
  /** Parts on their way, as files beside the database. */
  readonly #begun = new Map<string, string>();

  constructor(steps: Steps, history: History, chains: readonly string[], gateways: readonly string[]) {
    this.#steps = steps;
    this.#history = history;
    this.db = emptyHub(chains, gateways);
  }

  /** The answer, or what is to be committed first; null while another transaction holds the chain. */
  take(request: Request, process: number, now: number): Heard | Transaction | null {
    if (request.kind === 'session') return this.#session(request);
    if (request.kind === 'keys') return { line: 'body', signed: null, plain: this.#kids.map(certify) };
    if (request.kind === 'pull') return this.#pull(request, now);
    if (!isGenuine(request)) return { line: 'problem', status: 401, code: 'bad-request-signature' };
    if (request.kind === 'head') return this.#head(request, now);
    if (request.kind === 'progress') return this.#part(request, now);
    if (request.kind === 'recall') return this.#recall(request);
    if (request.kind === 'erase') return this.#erase(request, now);
    if (now - Number(request.nonce) > nonceMs) return { line: 'problem', status: 401, code: 'nonce-expired' };
    if (request.kind === 'part' || request.kind === 'chunk') return this.#mayNumber() ? this.#part(request, now) : null;
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
    const db = { ...withChain(this.db, chain, after), ...movedOn(this.#steps, this.db, after.events.slice(before)) };
    const quarantine = refused.length > 0 ? new Set([...db.quarantine, ...refused]) : db.quarantine;
    this.db = withChanges({ ...db, quarantine }, now, drafts, numbers);
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
    this.backups.push({ db: this.db, sequence: this.#sequence, at, kids: this.#kids });
    const horizon = Math.min(at, ...this.open.map((one) => one.at - 1)); // what is not committed is in no snapshot
    this.db = { ...this.db, horizon };
  }

  /** Another signing key from now on; the old ones stay certified. */
  rotateKeys(): void {
    this.#kids = [...this.#kids, hubKidOf((this.#keysMade += 1))];
  }

  /** A supervisor ends a chain; its device goes on with another. */
  close(chain: string): void {
    const standing = this.db.chains.get(chain);
    if (!standing || standing.successor !== null || this.open.some((one) => one.chain === chain)) return;
    this.db = closed(this.db, chain, `${authorOf(chain)}+${(this.#closings += 1)}`);
  }

  /** Nobody opens these records any more; said once of each. */
  erase(ids: readonly string[], now: number): void {
    if (!this.#mayNumber() || this.open.length > 0) return;
    for (const id of ids) {
      const chain = [...this.db.chains].find(([, { events }]) => events.some((one) => one.id === id))?.[0];
      if (chain === undefined) continue;
      this.#history.erased.add(id);
      this.db = this.#announced(withoutKeys(this.db, id), now, {
        key: `erasure/${id}`,
        chain,
        audience: 'desk',
        body: id,
      });
    }
  }

  /** By the product's command, which begins a new epoch, or by a disk image put back behind its back. */
  restore({ db, sequence, kids }: Backup, isByCommand: boolean): void {
    this.open.length = 0;
    this.#begun.clear();
    if (isByCommand) this.#kids = kids;
    this.db = isByCommand ? { ...db, epoch: (this.#epochs += 1) } : db;
    this.#sequence = sequence;
    this.life += 1;
  }

  /** Whether the hub ever committed this very event, in whatever life. */
  hasEverHeld(hash: string): boolean {
    return this.#everHeld.has(hash);
  }

  /** Whether the hub ever had this part whole. */
  hasEverHadPart(sha256: string): boolean {
    return this.#everHad.has(sha256);
  }

  /** Whether the hub has this very event now. */
  hasHeld(chain: string, seq: number, hash: string): boolean {
    return holds(this.db, chain, seq, hash);
  }

  putGateway(id: string, gateway: HubGateway): void {
    this.db = { ...this.db, gateways: new Map(this.db.gateways).set(id, gateway) };
  }

  revoke(author: string, isRevoked: boolean): void {
    this.db = revoked(this.db, author, isRevoked);
  }

  /** Somebody decides about an event that is held; nobody pushes meanwhile. */
  review(decision: Decision, now: number): void {
    if (!this.#mayNumber() || this.open.length > 0) return;
    const after = reviewed(this.#steps, this.db, decision);
    if (after) this.db = this.#announced(after.db, now, after.draft);
  }

  /** A person has a grant from now on: the hub looks again at what was held for want of it. */
  grant(person: string, now: number): void {
    this.db = { ...this.db, granted: new Set([...this.db.granted, person]) };
    for (const { chain, event } of heldIn(this.db))
      if (event.because === 'unknown-person')
        this.review({ chain, seq: event.seq, outcome: 'released', isByPerson: false }, now);
  }

  isRevoked(author: string): boolean {
    return [...this.db.chains].some(([name, { isRevoked }]) => isRevoked && authorOf(name) === author);
  }

  /** Something the hub decided itself: seen by everybody. */
  announce(key: string, now: number): void {
    if (!this.#mayNumber()) return;
    this.db = this.#announced(this.db, now, { key, chain: null, audience: 'all', body: { now } });
  }

  #announced(db: HubDb, now: number, draft: ChangeDraft): HubDb {
    this.#sequence += 1;
    return withChanges(db, now, [draft], [this.#sequence]);
  }

  /** A device, or whoever carries for it, shows this hub's own word for closings it does not know. */
  #recall({ body }: Request): Heard {
    this.db = recalled(this.#steps, this.db, this.#kids, body);
    return { line: 'body', signed: null, plain: 'recalled' };
  }

  #erase({ by, hasSession, body }: Request, now: number): Heard {
    if (!hasSession || this.isRevoked(by)) return { line: 'problem', status: 401, code: 'not-signed-in' };
    this.erase(JSON.parse(body) as string[], now);
    return { line: 'body', signed: null, plain: 'erased' };
  }

  /** Whether numbers may be given to somebody else than this transaction now. */
  #mayNumber(transaction: Transaction | null = null): boolean {
    return this.#steps.mayNumber(this.open.filter((one) => one !== transaction && one.numbers !== null).length);
  }

  #head(request: Request, now: number): Heard {
    const told = headOf(this.db, request.chain, now);
    if (!told) return { line: 'problem', status: 404, code: 'not-found' };
    this.announced = Math.max(this.announced, told.horizon ?? 0);
    return this.#signed(request, told);
  }

  #part(request: Request, now: number): Heard {
    const { db, told, completes } = takePart(this.#steps, this.db, this.#begun, request);
    if (told === null) return { line: 'problem', status: 404, code: 'part-not-named' };
    if (told === 'hash-mismatch') return { line: 'problem', status: 422, code: told };
    if (completes) {
      this.#everHad.add(told.sha256);
      this.db = this.#announced(db, now, {
        key: `custody/${completes.id}`,
        chain: request.chain,
        audience: 'desk',
        body: completes.received,
      });
    }
    return this.#signed(request, { ...told, nonce: String(now) });
  }

  #judge(request: Request, process: number, now: number): Transaction | Heard {
    const chain = this.db.chains.get(request.chain);
    if (!chain) return { line: 'problem', status: 404, code: 'not-found' };
    const items = (JSON.parse(request.body) as Sent[]).map((item) => readItem(request.chain, item));
    const known = {
      head: chain.head,
      hashBySeq: new Map(items.map((item) => [item?.seq ?? 0, chain.events[(item?.seq ?? 0) - 1]?.hash ?? ''])),
      forked: new Set(chain.forks.keys()),
    };
    const { verdicts, head } = this.#steps.judgeBatch(known, items);
    const anew = items.flatMap((item) => (item?.event.succeeds ? [item.event.id] : []));
    const recorded = recordedIn(this.db, request.chain, anew);
    const around = { epoch: epochText(this.db), now, kid: this.#kid, db: this.db, recorded };
    const batch = new Entering(this.#steps, chain, around);
    const results = items.map((item, index) => batch.take(item, verdicts[index]?.kind ?? 'unreadable'));
    const outcomes = results.map(({ outcome }) => outcome);
    const refusal = this.#steps.refuseBatch(outcomes);
    this.#history.judged({ before: chain.head, items, outcomes, isTurnedBack: refusal !== null });
    if (refusal !== null) return { line: 'problem', status: refusal, code: 'bad-input' };
    const refused = items.flatMap((item, index) => (item === null ? [`${request.digest}/${index}`] : []));
    const drafts = batch.accepted.flatMap((event) => changesOf(this.db, request.chain, event));
    const after = { ...chain, head, events: [...chain.events, ...batch.accepted], forks: batch.forks };
    return { process, at: now, request, chain: request.chain, after, drafts, refused, results, numbers: null };
  }

  #session({ by }: Request): Heard {
    if (this.isRevoked(by)) return { line: 'problem', status: 403, code: 'device-revoked' };
    return { line: 'body', signed: null, plain: 'session' };
  }

  #pull(request: Request, now: number): Heard {
    if (!request.hasSession || this.isRevoked(request.by))
      return { line: 'problem', status: 401, code: 'not-signed-in' };
    const page = readPage(this.#steps, this.db, request);
    if (page.isRestored) this.db = { ...this.db, epoch: (this.#epochs += 1) };
    return this.#signed(request, { ...page.told(epochText(this.db)), time: now });
  }

  get #kid(): string {
    return this.#kids.at(-1) ?? '';
  }

  #signed(request: Request, says: object): Heard {
    const raw = JSON.stringify({ request: request.digest, ...says });
    return { line: 'body', signed: signAs(this.#kid, 'answer', raw), plain: null };
  }
}
