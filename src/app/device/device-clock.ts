import { nextCivilMidnight } from '../../domain/clock/civil-date.ts';
import { judgeClock } from '../../domain/clock/judge-clock.ts';
import type { Now } from '../../domain/verdict/verdict.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { type Live, LiveValue } from '../live.ts';
import type { Clock } from '../ports.ts';

/** What signed answers of the hub taught about the time: its newest time, and the phone's clock minus the hub's. */
export interface LearnedTime {
  readonly seen: number;
  readonly skewMs: number | null;
}

export interface ClockSurroundings {
  wallNow(): number;
  monotonicNow(): number;
  /** Random per document. */
  readonly boot: string;
  readonly builtAt: number;
}

const minuteMs = 60_000;

/** The phone's clock, judged. Recorded as it is, never trusted, never refused. */
export class DeviceClock implements Clock {
  readonly live: Live<Now>;
  readonly #surroundings: ClockSurroundings;
  readonly #value: LiveValue<Now>;
  #learned: LearnedTime | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(surroundings: ClockSurroundings, learned: Live<LearnedTime | null>) {
    this.#surroundings = surroundings;
    this.#value = new LiveValue(this.now());
    this.live = this.#value;
    learned.subscribe(
      (value) => this.#learn(value),
      (problem) => console.error('clock not read from storage', problem),
    );
    this.tick();
  }

  now(): Now {
    const { wallNow, builtAt } = this.#surroundings;
    const { seen: seenAt = null, skewMs = null } = this.#learned ?? {};
    return judgeClock({ wallAt: wallNow(), skewMs, seenAt, builtAt });
  }

  /** Says the time again and waits for the next whole minute or midnight in Weihai. Call it when the page is shown again. */
  tick(): void {
    clearTimeout(this.#timer);
    const now = this.now();
    this.#value.set(now);
    const toMinute = minuteMs - (((now.at % minuteMs) + minuteMs) % minuteMs);
    this.#timer = setTimeout(() => this.tick(), Math.min(toMinute, nextCivilMidnight(now.at) - now.at));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The moment for an event's `at`. `seen` is given: the one that stands in storage, which another tab may have learned. */
  stamp(seen: number | null): HulinEvent['at'] {
    const { wallNow, monotonicNow, boot } = this.#surroundings;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return { wall: Math.round(wallNow()), zone: timeZone ?? 'unknown', monotonic: monotonicNow(), boot, seen };
  }

  #learn(learned: LearnedTime | null): void {
    this.#learned = learned;
    this.tick();
  }
}
