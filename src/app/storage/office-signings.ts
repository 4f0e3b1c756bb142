import * as v from 'valibot';
import { eventSchema, type HulinEvent } from '../../protocol/event.ts';
import { legalTextBodySchema, readOfficeRulebook, rulebookBodySchema } from '../../protocol/office.ts';
import type { Live } from '../live.ts';
import type { OfficeSigning } from '../office-ports.ts';
import { textToForm } from '../text-form.ts';
import type { ChainRows, ChainStore } from './chain-store.ts';
import { joinLive, switchLive } from './live-query.ts';
import type { OwnKeys } from './own-keys.ts';
import { PulledEvents, type ToldEvent } from './pulled-events.ts';
import type { PulledStore } from './pulled-store.ts';

/** So many of the newest own events are looked at; older ones have come back in a pull. */
const mostOwn = 500;

type Standing = Pick<OfficeSigning, 'isOwn' | 'state'>;

/** What was signed for the office, here and, as far as the hub told, at other desks: newest first. Of what was pulled each event is read once, however often a pull brings more. */
export function officeSignings(chains: ChainStore, pulled: PulledStore, keys: OwnKeys): Live<readonly OfficeSigning[]> {
  const own = switchLive(keys.watchEnrolled(), (profile) =>
    profile ? chains.watchNewest(profile.enrolled.chain, mostOwn) : null,
  );
  const told = PulledEvents.of(pulled);
  const both = joinLive(told.ofKind('legal-text'), told.ofKind('rulebook'), (texts, rulebooks) => [
    ...texts.events,
    ...rulebooks.events,
  ]);
  return joinLive(own, both, (mine, events) => {
    const byEvent = new Map<string, OfficeSigning>();
    for (const one of events.flatMap(sayPulled)) byEvent.set(one.event, one);
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

function sayPulled({ event, receipt }: ToldEvent): OfficeSigning[] {
  return saySigning(event, { isOwn: false, state: receipt.outcome === 'held' ? 'held' : 'received' });
}

/** Nothing for what this build cannot read: it stays in storage. */
function readSigning(raw: string, standing: Standing): OfficeSigning[] {
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), raw);
  return event.success ? saySigning(event.output, standing) : [];
}

function saySigning(event: HulinEvent, standing: Standing): OfficeSigning[] {
  const said = event.kind === 'legal-text' ? sayText(event) : sayRulebook(event);
  const { id, at, base } = event;
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
