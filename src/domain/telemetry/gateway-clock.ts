/** When a message was sent live, by its gateway's clock, and received by the hub's (epoch ms), and its number. */
export interface Exchange {
  readonly boot: number;
  readonly seq: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** When its gateway was heard signing on (hub time), where the message was numbered after that; left out: not known. */
  readonly signedOnAt?: number | null;
}

/** Messages one after the other whose times differ by nearly the same. */
interface Run {
  readonly sinceAt: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** What is known of a clock that may be wrong. `offMs`: how far, slow is negative; null: not known yet. Persisted: changing this breaks stored data. */
export interface GatewayClock {
  readonly boot: number;
  readonly seq: number;
  readonly offMs: number | null;
  /** Since when, hub time. */
  readonly sinceAt: number | null;
  /** Of what came last and does not fit `offMs`. */
  readonly run: Run | null;
}

const minute = 60_000;
/** Clocks and lines differ by so much without being wrong. */
const rightMs = 2 * minute;
/** Times on a line vary by so much. */
const steadyMs = 10_000;
/** So long, and in so many messages, a clock must be off by the same. What had piled up comes faster than it was measured: it never is. */
const settleMs = 5 * minute;
const settleMessages = 5;
/** What was numbered no longer after signing on tells of now, whatever its clock says. */
const freshMs = 60 * minute;
/** What is sent below counts from the start of a gateway that has no clock (RFC 8428). */
const relativeMs = 2 ** 28 * 1000;

/**
 * What one more live message shows of its gateway's clock; null: that it is right. A message that came late shows nothing, and none
 * comes before it was sent: so a clock is believed wrong only when all messages of minutes say the same, or when one that was numbered
 * after its gateway signed on says to be from before that.
 *
 * | Difference of its times                                  | → |
 * |----------------------------------------------------------|---|
 * | (not newer than the newest looked at, or without a clock) | nothing |
 * | up to 2 minutes                                          | the clock is right |
 * | as known, within 10 s                                    | as known |
 * | ahead of what is known, up to 30 s                       | the clock drifts: this is known now |
 * | ahead of what is known by more, or of another boot       | nothing is known, a new run begins |
 * | numbered within the hour since signing on, and dated over 2 minutes before that | this is known now |
 * | with the others of the run within 10 s                   | after 5 messages in 5 minutes it is known |
 * | else                                                     | a new run begins; what was known holds until then |
 */
export function noteExchange(clock: GatewayClock | null, one: Exchange): GatewayClock | null {
  if (one.sentAt < relativeMs || (clock && !isNewer(one, clock))) return clock;
  const offMs = one.sentAt - one.receivedAt;
  if (Math.abs(offMs) <= rightMs) return null;
  return (clock && confirmKnown(clock, one, offMs)) ?? runOn(clock, one, offMs);
}

/** The clock as known, or drifted a little; null when this message does not fit. */
function confirmKnown(clock: GatewayClock, { boot, seq }: Exchange, offMs: number): GatewayClock | null {
  const { offMs: known, sinceAt } = clock;
  if (known === null) return null;
  if (Math.abs(offMs - known) <= steadyMs) return { boot, seq, offMs: known, sinceAt, run: null };
  const isDrift = offMs > known && offMs <= known + 3 * steadyMs;
  return isDrift ? { boot, seq, offMs, sinceAt, run: null } : null;
}

function runOn(clock: GatewayClock | null, one: Exchange, offMs: number): GatewayClock {
  const { boot, seq, receivedAt } = one;
  const before = clock?.boot === boot ? clock : null;
  const run = extend(before?.run ?? null, offMs, receivedAt);
  const isSettled = run.count >= settleMessages && receivedAt - run.sinceAt >= settleMs;
  const holds = before !== null && before.offMs !== null && offMs < before.offMs;
  if (isSettled || (isProven(one) && !holds)) return { boot, seq, offMs: run.high, sinceAt: run.sinceAt, run: null };
  return { boot, seq, offMs: holds ? before.offMs : null, sinceAt: holds ? before.sinceAt : null, run };
}

/** Nothing is sent before it is numbered, nor numbered before the state that it comes after. */
function isProven({ sentAt, receivedAt, signedOnAt = null }: Exchange): boolean {
  return signedOnAt !== null && sentAt + rightMs < signedOnAt && receivedAt - signedOnAt <= freshMs;
}

/** By how much the times of a message are off, as far as that is known of its gateway's clock; null: not. */
export function clockOff(
  clock: GatewayClock | null,
  { boot, sentAt }: Pick<Exchange, 'boot' | 'sentAt'>,
): number | null {
  return clock && clock.boot === boot && sentAt >= relativeMs ? clock.offMs : null;
}

function isNewer(one: Exchange, { boot, seq }: GatewayClock): boolean {
  return one.boot > boot || (one.boot === boot && one.seq > seq);
}

function extend(run: Run | null, offMs: number, at: number): Run {
  const [low, high] = [Math.min(run?.low ?? offMs, offMs), Math.max(run?.high ?? offMs, offMs)];
  if (!run || high - low > steadyMs) return { sinceAt: at, count: 1, low: offMs, high: offMs };
  return { sinceAt: run.sinceAt, count: run.count + 1, low, high };
}
