import * as v from 'valibot';
import { erasuresToOrder, lostErasures } from '../../domain/custody/erase-record.ts';
import type { PartEnd } from '../../domain/custody/round-step.ts';
import { type PulledErasure, pulledErasureSchema } from '../../protocol/pull.ts';
import type { PulledPage, PulledStore } from '../storage/pulled-store.ts';
import type { SettingStore } from '../storage/setting-store.ts';
import type { HubConnection } from './hub-connection.ts';

export interface ErasureStores {
  readonly pulled: PulledStore;
  readonly settings: SettingStore;
}

const json = { 'content-type': 'application/json' };
const mostAtOnce = 500;
const done = { kind: 'done' } as const;
const none: ReadonlySet<string> = new Set();
const waitingSchema = v.fallback(v.array(pulledErasureSchema), []);

/**
 * Keeps in mind what a desk knew to be erased and a hub that starts over no longer tells: it was restored from a backup that is older
 * than the order. Looks at the last page of those that replace everything pulled (`isFilling`, or it is the only one). What goes by retention
 * the hub finds itself.
 */
export async function noteLostErasures(
  { pulled, settings }: ErasureStores,
  hub: HubConnection,
  { rows, restarted, more }: PulledPage,
  isFilling: boolean,
): Promise<void> {
  if (more || !isDesk(hub) || !(restarted || isFilling)) return;
  const lost = (await pulled.lackingIn('erasure', rows, restarted))
    .map(({ body }) => v.safeParse(pulledErasureSchema, body))
    .flatMap((read) => (read.success && read.output.because !== 'retention' ? [read.output] : []));
  if (lost.length === 0) return;
  await settings.put('erasures-again', lostErasures(lost, none, await waitingIn(settings)));
}

/**
 * Orders them again, as whoever is on duty, once their records are at the hub. They are over when the hub tells of them itself; a line
 * that fails is tried after the next pull.
 */
export async function orderErasuresAgain(
  { pulled, settings }: ErasureStores,
  hub: HubConnection,
  signal: AbortSignal,
): Promise<PartEnd> {
  const known = isDesk(hub) ? await waitingIn(settings) : [];
  if (known.length === 0) return done;
  const told = new Set((await pulled.read('erasure')).flatMap(({ body }) => eventsIn(body)));
  const there = new Set<string>();
  for (const { event, chain, seq } of known) if (await pulled.readOne('event', `${chain}/${seq}`)) there.add(event);
  const { waiting, due } = erasuresToOrder(known, told, ({ event }) => there.has(event));
  if (waiting.length < known.length) await settings.put('erasures-again', waiting);
  for (const because of new Set(due.map((erasure) => erasure.because))) {
    const records = due.filter((erasure) => erasure.because === because).map(({ event }) => event);
    const body = JSON.stringify({ records: records.slice(0, mostAtOnce), because });
    await hub.session.ask({ method: 'POST', path: '/api/v1/erasures', headers: json, body }, signal);
  }
  return done;
}

/** What a row of the hub's says to be erased: its key may name the place. */
function eventsIn(body: unknown): string[] {
  const read = v.safeParse(pulledErasureSchema, body);
  return read.success ? [read.output.event] : [];
}

function isDesk({ profile }: HubConnection): boolean {
  return ['administrator', 'commander'].includes(profile.enrolled.grant.role);
}

async function waitingIn(settings: SettingStore): Promise<PulledErasure[]> {
  return v.parse(waitingSchema, (await settings.read('erasures-again')) ?? []);
}
