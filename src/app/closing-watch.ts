import { type ClosingCall, closingCall } from '../domain/gate/closing-call.ts';
import type { Pass } from '../domain/gate/pass.ts';
import type { Role } from '../domain/shared/codes.ts';
import { type Live, LiveValue, type Stop } from './live.ts';
import type { HeardStore } from './siren-ports.ts';
import { joinLive } from './storage/live-query.ts';

/** An hour comes by time alone: it is looked at so often. */
const lookMs = 5_000;
const toldRoles: readonly Role[] = ['gate-keeper', 'commander', 'administrator'];
/** How far a call has been heard, as it is kept: it has sounded; somebody has said that it is seen. */
const [sounded, seen] = [1, 2];

export interface ClosingWatchDeps extends HeardStore {
  /** All that this device knows of the registers, for whoever works at it. */
  readonly passesFor: (role: Role) => Live<readonly Pass[]>;
  /** Who works here; null before somebody does. */
  readonly role: Live<Role | null>;
  /** Vibrates and beeps. */
  readonly attract: () => void;
  readonly now: () => number;
}

/** `isDesk`: shown at a command desk, whose first page lists the gates. */
export type ShownCall = ClosingCall & { readonly isDesk: boolean };

interface Known {
  readonly passes: readonly Pass[];
  readonly heard: Readonly<Record<string, number>>;
}

function tellProblem(problem: unknown): void {
  console.error('no call before the gates close', problem);
}

/** Speaks up before the gates close, and when they do, while somebody is still inside: from what is on this device, with a line or without. */
export class ClosingWatch {
  /** What is to be shown; null: nothing, or somebody has seen it. */
  readonly call = new LiveValue<ShownCall | null>(null);
  readonly #deps: ClosingWatchDeps;
  #role: Role | null = null;
  #known: Known | null = null;
  #leave: Stop = () => undefined;
  #soundedKey = '';

  constructor(deps: ClosingWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#deps.role.subscribe((role) => this.#follow(role), tellProblem);
    setInterval(() => this.look(), lookMs);
  }

  /** Registers are read only where somebody is told of them. */
  #follow(role: Role | null): void {
    if (role === this.#role) return;
    this.#role = role;
    this.#leave();
    this.#known = null;
    this.#leave = () => undefined;
    if (role !== null && toldRoles.includes(role)) {
      const { passesFor, heard } = this.#deps;
      const here = joinLive(passesFor(role), heard, (passes, calls) => ({ passes, heard: calls }));
      this.#leave = here.subscribe((known) => {
        this.#known = known;
        this.look();
      }, tellProblem);
    }
    this.look();
  }

  /** Somebody has seen it: it is shown no more until the next hour. Durable when it resolves. */
  async see(): Promise<void> {
    const { value } = this.call;
    if (value) await this.#deps.hear({ [value.key]: seen });
  }

  look(): void {
    const call = this.#known && closingCall(this.#known.passes, this.#deps.now());
    const stage = call ? (this.#known?.heard[call.key] ?? 0) : 0;
    const shown = stage >= seen ? null : call;
    const next = shown && { ...shown, isDesk: this.#role !== 'gate-keeper' };
    if (JSON.stringify(next) !== JSON.stringify(this.call.value)) this.call.set(next);
    if (!shown || stage >= sounded || this.#soundedKey === shown.key) return;
    this.#soundedKey = shown.key;
    this.#deps.attract();
    this.#deps.hear({ [shown.key]: sounded }).catch((problem: unknown) => console.error('not kept as heard', problem));
  }
}
