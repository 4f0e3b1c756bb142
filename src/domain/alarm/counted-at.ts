/** When a reading was measured and its message sent, both by the gateway's clock, and when the hub got it. Epoch ms. */
export interface Told {
  readonly measuredAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Sent after an outage, by the gateway's own word. */
  readonly history: boolean;
  /** By how much its gateway's clock was known to be off when it was received (`noteExchange`); null or left out: not known. */
  readonly clockMs?: number | null;
}

const minute = 60_000;
const day = 1440 * minute;

/** Clocks differ by so much without being wrong. */
const aheadMs = 2 * minute;
/** Gateways keep what they send thirty days. */
const keptMs = 30 * day;
/** What was measured longer before it was received raises no alarm any more: it is stored and told in histories only. */
const foldedMs = 45 * day;
/** No gateway keeps anything so long: its clock has fallen back to where clocks begin. */
const fallenMs = 365 * day;
/** What is older says nothing about the air now. Not less: a clock that is minutes slow looks the same, and a fire not called for is worse than one called late. */
const liveMs = 60 * minute;

/**
 * The moment at which a reading counts for alarms and as the latest of its station; null: it does not count. All of it are facts of
 * the message as it was stored first, so that every later fold says the same. Where it is known by how much a gateway's clock is off,
 * its times are corrected before.
 *
 * | Measured before it was received        | Sent within 30 days after it was measured? | History? | Counts        |
 * |----------------------------------------|--------------------------------------------|----------|---------------|
 * | over 2 minutes after                   | yes: one clock for both, ahead             | –        | as long before it was received as before it was sent |
 * | over 2 minutes after                   | no                                         | –        | when received |
 * | up to 45 days before                   | –                                          | –        | when measured |
 * | up to 365 days before                  | –                                          | –        | not at all    |
 * | longer before: the clock has fallen    | yes                                        | –        | as long before it was received as before it was sent |
 * | longer before                          | no                                         | no       | when received |
 * | longer before                          | no                                         | yes      | not at all    |
 */
export function countedAt({ clockMs, ...told }: Told): number | null {
  const { receivedAt, history } = told;
  const [measuredAt, sentAt] = [told.measuredAt - (clockMs ?? 0), told.sentAt - (clockMs ?? 0)];
  const agoMs = receivedAt - measuredAt;
  const isAhead = agoMs < -aheadMs;
  const isFallen = agoMs > fallenMs;
  if (!isAhead && !isFallen) return agoMs <= foldedMs ? measuredAt : null;
  const lainMs = sentAt - measuredAt;
  if (lainMs >= 0 && lainMs <= keptMs) return receivedAt - lainMs;
  return isFallen && history ? null : receivedAt;
}

/** Whether a reading tells of now: sent when it was measured, and received soon after. Only such a one sounds, and is a sign of life. */
export function isLive({ history, receivedAt }: Pick<Told, 'history' | 'receivedAt'>, at: number): boolean {
  return !history && receivedAt - at <= liveMs;
}
