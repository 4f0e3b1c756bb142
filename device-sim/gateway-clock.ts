import type { Journal } from './journal.ts';
import type { JournalMessage, Stamp } from './journal-record.ts';

/** What a gateway knows of time: `wallMs` as set by NTP, GPS or a battery, null while nothing is; `monoMs` that nobody sets. */
export interface GatewayClock {
  wallMs(): number | null;
  monoMs(): number;
}

export const systemClock: GatewayClock = { wallMs: () => Date.now(), monoMs: () => performance.now() };

/** No clock of this program can be right before it was written. */
const notBeforeMs = Date.UTC(2026, 0, 1);
const noticeableMs = 500;

/**
 * When a message was measured, as it is said when it is first sent.
 *
 * | Clock now? | Message of | Its records bear | `sent`              | `bt`                                                    |
 * |------------|------------|------------------|---------------------|---------------------------------------------------------|
 * | –          | –          | their own time   | as below            | as they say                                             |
 * | known      | this boot  | none             | now                 | by what has passed since, whatever the clock said then  |
 * | known      | an earlier | none             | now                 | by that boot's clock; without one as if it ended when this boot began |
 * | unknown    | this boot  | none             | since start (< 2^28)| relative to `sent`, as RFC 8428 has it                  |
 * | unknown    | an earlier | none             | since start         | not sent before the clock is known: null                |
 */
export function stampFor(
  message: JournalMessage,
  h: 0 | 1,
  now: { readonly boot: number; readonly clock: GatewayClock; readonly journal: Journal },
): Stamp | null {
  const { boot, clock, journal } = now;
  const [wall, mono] = [rightWall(clock), clock.monoMs()];
  const sent = seconds(wall ?? mono);
  if (message.mono === undefined) return { sent, h };
  if (message.boot === boot) {
    const passed = mono - message.mono;
    return { sent, h, bt: wall === null ? seconds(-passed) : seconds(wall - passed) };
  }
  if (wall === null) return null;
  const zeroAt = journal.zeroAt(message.boot) ?? wall - mono - journal.lastMono(message.boot);
  return { sent, h, bt: seconds(zeroAt + message.mono) };
}

/** Keeps in the journal what this boot's clock says, when it is learned and when it was set. */
export function noteClock(boot: number, clock: GatewayClock, journal: Journal): void {
  const wall = rightWall(clock);
  if (wall === null) return;
  const zeroAt = Math.round(wall - clock.monoMs());
  const known = journal.zeroAt(boot);
  if (known === null || Math.abs(known - zeroAt) > noticeableMs) journal.setClock(boot, zeroAt);
}

function rightWall(clock: GatewayClock): number | null {
  const wall = clock.wallMs();
  return wall !== null && wall >= notBeforeMs ? wall : null;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
