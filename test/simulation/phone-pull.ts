import type { StandingCursor } from '../../src/domain/custody/apply-page.ts';
import type { PartEnd } from '../../src/domain/custody/round-step.ts';
import type { HubEvent } from './hub-db.ts';
import { laterOf, ownEvents, type Page, readReceipt } from './phone-answers.ts';
import type { PhoneCalls } from './phone-calls.ts';
import { adopt, applyPage, type EventRow, headOf, type PulledRow } from './phone-db.ts';
import { isSignedBy } from './stand-in.ts';
import type { Known } from './steps.ts';

const done = { kind: 'done' } as const;

/** Page after page, until there is no more; then a desk orders again what a restored hub no longer knows to be erased. */
export function pull(calls: PhoneCalls, end: (end: PartEnd) => void, hasAsked = false): void {
  const { phone } = calls;
  const asked = phone.db.cursor;
  const { scope, isDesk, chain } = phone;
  const body = JSON.stringify({ cursor: asked?.cursor ?? '', scope, isDesk });
  calls.ask('pull', chain, '', body, (heard) => {
    if (heard.line === 'problem' && heard.status === 401 && !hasAsked) return openSession(calls, end);
    const page = calls.believe<Page>(heard, 'changes');
    if ('kind' in page) return end(page);
    apply(calls, asked, page, end);
  });
}

/** Puts what the hub holds and this phone lost back onto the chain; false when it does not link. */
export function adoptOwn({ phone, around }: PhoneCalls): boolean {
  const head = headOf(phone.db);
  const held = ownEvents(phone.chain, [...phone.db.pulled.values()]);
  const own = held.filter((event) => isSignedBy(phone.key, 'event', event));
  const next = around.steps.linksToAdopt(head, own);
  if (!next) return false;
  const { chain } = phone;
  const rows = next.map((event): EventRow => ({ ...event, chain, bytes: event.raw.length }));
  const { kids } = phone.db;
  const receipts = next.flatMap((event) => readReceipt(kids, event.receipt, { ...event, chain }, true) ?? []);
  const adopted = adopt(around.steps, phone.db, head.seq, rows, receipts);
  if (adopted) phone.write(adopted);
  return adopted !== null;
}

function openSession(calls: PhoneCalls, end: (end: PartEnd) => void): void {
  calls.ask('session', calls.phone.chain, '', '', (heard) => {
    if (heard.line !== 'body' || heard.plain !== 'session') return end(laterOf(heard));
    calls.phone.hasSession = true;
    pull(calls, end, true);
  });
}

function apply(calls: PhoneCalls, asked: StandingCursor | null, page: Page, end: (end: PartEnd) => void): void {
  const { phone, around } = calls;
  const { steps, history } = around;
  const ns = page.changes.map(({ n }) => n);
  const after = asked && !page.restarted ? Number(asked.cursor.split('.')[2]) : 0;
  if (ns.some((n, index) => n <= (ns[index - 1] ?? after)))
    history.repeatedPages.push(`${phone.name}: ${after} → ${ns.join(' ')}`);
  const own = ownEvents(phone.chain, page.changes);
  for (const { key, body } of page.changes) if (key.startsWith('event/')) phone.notePulled((body as HubEvent).raw);
  const verified = own.flatMap((event) => {
    const isSame = phone.db.events[event.seq - 1]?.raw === event.raw;
    const place = { chain: phone.chain, seq: event.seq, hash: event.hash };
    const receipt = isSame ? readReceipt(phone.db.kids, event.receipt, place, true) : null;
    return receipt ? [receipt] : [];
  });
  const rows = page.changes.map(({ key, n, body }) => ({ key, n, body }));
  const known = erasuresIn(phone.db.pulled.values());
  const wasFilling = phone.db.shadow.size > 0;
  const applied = applyPage(steps, phone.db, asked, { ...page, rows, verified });
  if (applied) {
    const isNew = phone.isDesk && !page.more && (page.restarted || wasFilling);
    const told = new Set(erasuresIn(applied.pulled.values()).map(({ event }) => event));
    const erasures = isNew ? steps.lostErasures(known, told, applied.erasures) : applied.erasures;
    phone.writeForgetting({ ...applied, erasures }, new Set(erasuresIn(rows).map(({ event }) => event)));
  }
  if (applied && !page.more) return orderErasures(calls, () => end(done));
  pull(calls, end);
}

function orderErasures(calls: PhoneCalls, next: () => void): void {
  const { phone, around } = calls;
  if (!phone.isDesk || phone.db.erasures.length === 0) return next();
  const told = new Set(erasuresIn(phone.db.pulled.values()).map(({ event }) => event));
  const there = new Set(
    [...phone.db.pulled].flatMap(([key, { body }]) => (key.startsWith('event/') ? [(body as HubEvent).id] : [])),
  );
  const { waiting, due } = around.steps.erasuresToOrder(phone.db.erasures, told, ({ event }) => there.has(event));
  if (waiting.length < phone.db.erasures.length) phone.write({ ...phone.db, erasures: waiting });
  if (due.length === 0) return next();
  calls.ask('erase', phone.chain, '', JSON.stringify(due.map(({ event }) => event)), next);
}

function erasuresIn(rows: Iterable<PulledRow>): Known[] {
  return [...rows].flatMap(({ key }) => (key.startsWith('erasure/') ? [{ event: key.slice('erasure/'.length) }] : []));
}
