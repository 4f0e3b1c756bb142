import * as v from 'valibot';
import { receiptSchema } from '../../protocol/custody.ts';
import { eventSchema, type HulinEvent } from '../../protocol/event.ts';
import { legalTextBodySchema, readOfficeRulebook, rulebookBodySchema } from '../../protocol/office.ts';
import { pulledEventSchema } from '../../protocol/pull.ts';
import type { Live } from '../live.ts';
import type { OfficeSigning } from '../office-ports.ts';
import { textToForm } from '../text-form.ts';
import type { ChainRows, ChainStore } from './chain-store.ts';
import { joinLive, switchLive } from './live-query.ts';
import type { OwnKeys } from './own-keys.ts';
import type { PulledStore } from './pulled-store.ts';
import type { PulledRow } from './rows.ts';

/** So many of the newest own events are looked at; older ones have come back in a pull. */
const mostOwn = 500;
const isOffice = /"kind":"(?:legal-text|rulebook)"/;

type Standing = Pick<OfficeSigning, 'isOwn' | 'state'>;

/** What was signed for the office, here and, as far as the hub told, at other desks: newest first. */
export function officeSignings(chains: ChainStore, pulled: PulledStore, keys: OwnKeys): Live<readonly OfficeSigning[]> {
  const own = switchLive(keys.watchEnrolled(), (profile) =>
    profile ? chains.watchNewest(profile.enrolled.chain, mostOwn) : null,
  );
  return joinLive(own, pulled.watch('event'), (mine, rows) => {
    const byEvent = new Map<string, OfficeSigning>();
    for (const one of rows.flatMap(readPulled)) byEvent.set(one.event, one);
    for (const one of mine ? readOwn(mine) : []) byEvent.set(one.event, one);
    return [...byEvent.values()].sort((a, b) => b.at - a.at);
  });
}

function readOwn({ events, receipts, heldUpTo }: ChainRows): OfficeSigning[] {
  const outcomes = new Map(receipts.map(({ chain, seq, outcome }) => [`${chain}/${seq}`, outcome]));
  return events
    .filter(({ kind }) => kind === 'legal-text' || kind === 'rulebook')
    .flatMap(({ raw, chain, seq }) => {
      const isHere = seq <= (heldUpTo.get(chain) ?? 0);
      const state = !isHere ? 'saved' : outcomes.get(`${chain}/${seq}`) === 'held' ? 'held' : 'received';
      return readSigning(raw, { isOwn: true, state });
    });
}

function readPulled({ body }: PulledRow): OfficeSigning[] {
  const pulled = v.safeParse(pulledEventSchema, body);
  if (!pulled.success || !isOffice.test(pulled.output.event.raw)) return [];
  const receipt = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), pulled.output.receipt.raw);
  const isHeld = receipt.success && receipt.output.outcome === 'held';
  return readSigning(pulled.output.event.raw, { isOwn: false, state: isHeld ? 'held' : 'received' });
}

/** Nothing for what this build cannot read: it stays in storage. */
function readSigning(raw: string, standing: Standing): OfficeSigning[] {
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), raw);
  if (!event.success) return [];
  const said = event.output.kind === 'legal-text' ? sayText(event.output) : sayRulebook(event.output);
  const { id, at, base } = event.output;
  return said ? [{ ...said, ...standing, event: id, at: at.wall, base: base ?? 0 }] : [];
}

type Said = Omit<OfficeSigning, keyof Standing | 'event' | 'at' | 'base'>;

function sayText({ body }: HulinEvent): Said | null {
  const read = v.safeParse(legalTextBodySchema, body);
  if (!read.success) return null;
  const { text, signedBy } = read.output;
  return { kind: 'legal-text', about: text.id, title: text.title.zh, signedBy, form: textToForm(text) };
}

function sayRulebook({ kind, body }: HulinEvent): Said | null {
  const read = kind === 'rulebook' ? v.safeParse(rulebookBodySchema, body) : null;
  if (!read?.success) return null;
  const { document, signedBy } = read.output;
  const file = readOfficeRulebook(document);
  if (!file.ok) return null;
  const { id, version, title } = file.rulebook;
  return { kind: 'rulebook', about: `${id}/${version}`, title: title.zh, signedBy, form: null };
}
