import { clockOff, type GatewayClock, noteExchange } from '../../domain/telemetry/gateway-clock.ts';
import type { Queryable } from '../ports.ts';
import type { NumberedMessage } from './read-message.ts';
import type { StationRow } from './station-body.ts';

type Clocks = ReadonlyMap<string, GatewayClock | null>;

const minuteMs = 60_000;

/** What a batch shows of its gateways' clocks, and its messages with what is known of theirs. */
export interface DatedBatch {
  readonly messages: NumberedMessage[];
  /** As they are known now, of the gateways about whom more is known than before. */
  readonly changed: Clocks;
}

/** Looks at the messages in the order of their numbers; each bears what was known once it had come. */
export function dateMessages(messages: readonly NumberedMessage[], clocks: Clocks): DatedBatch {
  const now = new Map(clocks);
  const changed = new Map<string, GatewayClock | null>();
  const off = new Map<NumberedMessage, number>();
  for (const message of messages.toSorted((a, b) => a.boot - b.boot || a.seq - b.seq)) {
    const before = now.get(message.gateway) ?? null;
    const { boot, seq, sentAt, history, refusal, incoming } = message;
    const isLive = !history && !refusal;
    const clock = isLive ? noteExchange(before, { boot, seq, sentAt, receivedAt: incoming.receivedAt }) : before;
    now.set(message.gateway, clock);
    if (clock !== before) changed.set(message.gateway, clock);
    const clockMs = clockOff(clock, message);
    if (clockMs !== null) off.set(message, clockMs);
  }
  if (off.size === 0) return { messages: [...messages], changed };
  return { messages: messages.map((one) => ({ ...one, clockMs: off.get(one) ?? null })), changed };
}

/** Writes what is known now; answers the gateways' stations of which it has to be told otherwise, as they are now. */
export async function keepClocks(
  tx: Queryable,
  changed: Clocks,
  stations: ReadonlyMap<string, StationRow>,
): Promise<StationRow[]> {
  if (changed.size === 0) return [];
  const clocks = [...changed.values()].map((clock) => (clock === null ? null : JSON.stringify(clock)));
  await tx.query(
    `update gateway g set clock = d.clock from unnest($1::text[], $2::jsonb[]) as d(id, clock) where g.id = d.id`,
    [[...changed.keys()], clocks],
  );
  const told = [...changed].flatMap(([id, clock]) => {
    const row = stations.get(id);
    const [clock_ms, clock_at] = [clock?.offMs ?? null, clock?.sinceAt ?? null];
    return row && inMinutes(row.clock_ms) !== inMinutes(clock_ms) ? [{ ...row, clock_ms, clock_at }] : [];
  });
  if (told.length === 0) return [];
  await tx.query(
    `update station s set clock_ms = d.off, clock_at = d.since
       from unnest($1::text[], $2::bigint[], $3::bigint[]) as d(id, off, since) where s.id = d.id`,
    [told.map(({ id }) => id), told.map(({ clock_ms }) => clock_ms), told.map(({ clock_at }) => clock_at)],
  );
  return told;
}

function inMinutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / minuteMs);
}
