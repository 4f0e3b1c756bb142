import { clockOff, type GatewayClock, noteExchange } from '../../domain/telemetry/gateway-clock.ts';
import type { Queryable } from '../ports.ts';
import type { NumberedMessage, StateMessage } from './read-message.ts';
import type { StationRow } from './station-body.ts';

type Clocks = ReadonlyMap<string, GatewayClock | null>;

const minuteMs = 60_000;

/** What a batch shows of its gateways' clocks, and its messages with what is known of theirs. */
export interface DatedBatch {
  readonly messages: NumberedMessage[];
  /** As they are known now, of the gateways about whom more is known than before. */
  readonly changed: Clocks;
}

/** A gateway as it said itself, with a clean line and just now, that it is there: which number it had given last. */
export interface SignOn {
  readonly gateway: string;
  readonly boot: number;
  readonly head: number;
  /** Hub time. */
  readonly heardAt: number;
}

/** The sign-on that a state is; null for a goodbye, for one that says no number, and for one that a broker had kept. */
export function signOnOf({ gateway, state, incoming }: StateMessage): SignOn | null {
  const { online, boot, head } = state;
  if (!online || incoming.retained || boot === undefined || head === undefined) return null;
  return { gateway, boot, head, heardAt: incoming.receivedAt };
}

/** Looks at the messages in the order of their numbers; each bears what was known once it had come. */
export function dateMessages(
  messages: readonly NumberedMessage[],
  clocks: Clocks,
  signOns: readonly SignOn[],
): DatedBatch {
  const now = new Map(clocks);
  const ofGateway = new Map<string, readonly SignOn[]>();
  for (const one of signOns) ofGateway.set(one.gateway, [...(ofGateway.get(one.gateway) ?? []), one]);
  const changed = new Map<string, GatewayClock | null>();
  const off = new Map<NumberedMessage, number>();
  for (const message of messages.toSorted((a, b) => a.boot - b.boot || a.seq - b.seq)) {
    const before = now.get(message.gateway) ?? null;
    const { boot, seq, sentAt, history, refusal, incoming } = message;
    const isLive = !history && !refusal;
    const exchange = {
      boot,
      seq,
      sentAt,
      receivedAt: incoming.receivedAt,
      signedOnAt: signedOnAt(message, ofGateway.get(message.gateway) ?? []),
    };
    const clock = isLive ? noteExchange(before, exchange) : before;
    now.set(message.gateway, clock);
    if (clock !== before) changed.set(message.gateway, clock);
    const clockMs = clockOff(clock, message);
    if (clockMs !== null) off.set(message, clockMs);
  }
  if (off.size === 0) return { messages: [...messages], changed };
  return { messages: messages.map((one) => ({ ...one, clockMs: off.get(one) ?? null })), changed };
}

/** When its gateway was heard signing on last before it gave this number; null: not known. */
function signedOnAt({ boot, seq }: NumberedMessage, signOns: readonly SignOn[]): number | null {
  const before = signOns.filter((one) => one.boot === boot && one.head < seq);
  return before.length === 0 ? null : Math.max(...before.map(({ heardAt }) => heardAt));
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
