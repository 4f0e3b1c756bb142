import type { HeardCalls } from '../domain/alarm/ringing-alarms.ts';
import type { Alarm } from '../protocol/pull.ts';
import type { Live } from './live.ts';

/** `blocked`: the browser lets no page sound before somebody has touched it. */
export type SirenState = 'silent' | 'sounding' | 'blocked';

/** A sound that goes on until told otherwise. */
export interface SirenTone {
  readonly state: Live<SirenState>;
  sound(on: boolean): void;
  /** A second of it. */
  test(): void;
}

/** What calls the officers of a desk, on whatever page they are. */
export interface Siren {
  readonly state: Live<SirenState>;
  /** The alarms that call, and were not heard yet. */
  readonly ringing: Live<readonly Alarm[]>;
  /** All that calls now was heard; durable when it resolves. What goes up or comes later calls again. */
  silence(): Promise<void>;
  test(): void;
}

/** Which calls were heard on this machine; kept across restarts and shared by all tabs. */
export interface HeardStore {
  readonly heard: Live<HeardCalls>;
  /** Adds to what was heard before; durable when it resolves. */
  hear(calls: HeardCalls): Promise<void>;
}
