import { type Calling, callsNow, type HeardCalls, ringingAlarms } from '../domain/alarm/ringing-alarms.ts';
import type { Role } from '../domain/shared/codes.ts';
import type { Alarm } from '../protocol/pull.ts';
import { type Live, LiveValue } from './live.ts';
import type { HeardStore, Siren, SirenTone } from './siren-ports.ts';
import { joinLive } from './storage/live-query.ts';

/** An alarm goes up by time alone: it is looked at so often. */
const lookMs = 1_000;
const deskRoles: readonly Role[] = ['commander', 'administrator'];

export interface DeskSirenDeps extends HeardStore {
  readonly alarms: Live<readonly Alarm[]>;
  /** Who works here; null before somebody does. */
  readonly role: Live<Role | null>;
  readonly tone: SirenTone;
  /** Told how many alarms call, whenever that is another number. */
  readonly count: (ringing: number) => void;
  readonly now: () => number;
}

interface Known {
  readonly alarms: readonly Alarm[];
  readonly heard: HeardCalls;
  readonly role: Role | null;
}

/** Sounds on every page of a desk while smoke calls that nobody here has heard, and says in the tab's name how many do. */
export class DeskSiren implements Siren {
  readonly state: Siren['state'];
  readonly ringing = new LiveValue<readonly Alarm[]>([]);
  readonly #deps: DeskSirenDeps;
  /** Null before all of it is known: nothing rings for what may have been heard. */
  #known: Known | null = null;

  constructor(deps: DeskSirenDeps) {
    this.#deps = deps;
    this.state = deps.tone.state;
  }

  start(): void {
    const { alarms, heard, role } = this.#deps;
    const here = joinLive(heard, role, (calls, who) => ({ heard: calls, role: who }));
    joinLive(alarms, here, (rows, rest) => ({ alarms: rows, ...rest })).subscribe(
      (known) => {
        this.#known = known;
        this.#look();
      },
      (problem) => console.error('no siren', problem),
    );
    setInterval(() => this.#look(), lookMs);
  }

  async silence(): Promise<void> {
    await this.#deps.hear(callsNow(this.#calling(), this.#deps.now()));
  }

  /** Whoever does something about an alarm has heard all its calls so far. */
  async hearOf({ id }: Pick<Alarm, 'id'>): Promise<void> {
    const of = this.#calling().filter((alarm) => alarm.id === id);
    if (of.length > 0) await this.#deps.hear(callsNow(of, this.#deps.now()));
  }

  test(): void {
    this.#deps.tone.test();
  }

  #look(): void {
    const ringing = new Set(
      ringingAlarms(this.#calling(), this.#known?.heard ?? {}, this.#deps.now()).map(({ id }) => id),
    );
    const rows = (this.#known?.alarms ?? []).filter(({ id }) => ringing.has(id));
    if (rows.length !== this.ringing.value.length) this.#deps.count(rows.length);
    if (!isSame(rows, this.ringing.value)) this.ringing.set(rows);
    this.#deps.tone.sound(rows.length > 0);
  }

  #calling(): Calling[] {
    const { alarms, role } = this.#known ?? { alarms: [], role: null };
    if (role === null || !deskRoles.includes(role)) return [];
    return alarms.map((alarm) => ({ ...alarm, acknowledgedAt: alarm.acknowledged?.at ?? null }));
  }
}

function isSame(one: readonly Alarm[], other: readonly Alarm[]): boolean {
  return one.length === other.length && one.every((alarm, index) => alarm === other[index]);
}
