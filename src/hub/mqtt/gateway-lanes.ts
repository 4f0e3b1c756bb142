import {
  type Allowance,
  fullAllowance,
  refillAllowance,
  type SendingPace,
  spendAllowance,
  untilAllowed,
} from '../../domain/telemetry/sending-pace.ts';
import { readGatewayTopic } from '../../protocol/telemetry.ts';
import type { ReadMessage } from './read-message.ts';

/** The pace of each gateway, and how many of its messages that came too fast may wait here, of what is live and of history each. */
export interface LanePace extends SendingPace {
  readonly mayWait: number;
  /** Of all gateways together; of history at most two thirds of it, so that there is room for what is live however many catch up. */
  readonly mayWaitInAll: number;
}

/**
 * A gateway with twenty sensors sends a message in three seconds, a large one with a hundred sensors ten a second. At this pace what the
 * former kept in thirty days, 864,000 messages, is taken in within 72 minutes, and what fits into a gateway's 256 MB as well.
 */
export const lanePace: LanePace = {
  ...{ messagesPerSecond: 200, messagesAtOnce: 10_000, bytesPerSecond: 256 * 1024, bytesAtOnce: 16 * 1024 * 1024 },
  ...{ mayWait: 1000, mayWaitInAll: 40_000 },
};

/** A gateway that says every moment how it is is heard this often: only the last word counts. */
const stateEveryMs = 1000;

/** Of all that may wait, so much may be history. */
const historyShare = 2 / 3;

type Kind = 'live' | 'history';

/** What became of a message that came in: it is stored next, it waits for its gateway's allowance, or the gateway has to send it again. */
export type Admission = 'due' | 'delayed' | 'turned-away';

/** How many messages of a gateway waited because it sends faster than its pace. */
export interface Waiting {
  readonly gateway: string;
  readonly live: number;
  readonly history: number;
}

/** Whose turn it is. */
export interface Turn {
  /** Lanes that are left out. */
  readonly except: ReadonlySet<string>;
  /** Leaves half of the gateways that have anything due to somebody else. */
  readonly isShared: boolean;
}

const everybody: Turn = { except: new Set(), isShared: false };

/** The lane that a message goes through: its gateway's, by its topic. */
export function laneOf({ incoming }: ReadMessage): string {
  return laneNamed(incoming.topic);
}

interface Lane {
  readonly gateway: string;
  allowance: Allowance;
  due: ReadMessage[];
  /** So many of the first that are due are sensors' own alarms. */
  urgent: number;
  readonly live: ReadMessage[];
  readonly history: ReadMessage[];
  waitingBytes: number;
  /** The last state, while another was let go a moment ago; and when that was. */
  state: ReadMessage | null;
  stateAt: number;
  /** The most that waited since it was asked. */
  most: { live: number; history: number };
}

/**
 * What has come in and is not stored yet, by gateway. Gateways take turns whatever each has sent, so that one that floods holds up
 * nobody else; what comes faster than its gateway's pace waits, live messages first, and in the end is not taken.
 */
export class GatewayLanes {
  readonly #pace: LanePace;
  readonly #lanes = new Map<string, Lane>();
  #due = 0;
  readonly #waiting = { live: 0, history: 0 };

  constructor(pace: LanePace) {
    this.#pace = pace;
  }

  /** How many may be stored at once. */
  get due(): number {
    return this.#due;
  }

  add(message: ReadMessage, now: number): Admission {
    const lane = this.#laneOf(message.incoming.topic, now);
    if (message.kind === 'state') return this.#addState(lane, message, now);
    lane.allowance = refillAllowance(lane.allowance, this.#pace, now);
    const spent = isAnyWaiting(lane) ? null : spendAllowance(lane.allowance, this.#sizeOf(message));
    if (spent) {
      lane.allowance = spent;
      this.#addDue(lane, message);
      return 'due';
    }
    return this.#addWaiting(lane, message);
  }

  /** The next to be stored, at most so many: each gateway in turn, one whose sensor raises the alarm before all others. */
  next(most: number, now: number, { except, isShared }: Turn = everybody): ReadMessage[] {
    for (const lane of this.#lanes.values()) this.#letGo(lane, now);
    const taken: ReadMessage[] = [];
    const due = this.#lanesWithDue();
    const free = due.filter(({ gateway }) => !except.has(gateway)).sort(urgentFirst);
    const round = isShared ? free.slice(0, Math.ceil(due.length / 2)) : free;
    const left = () => round.filter(({ due: { length } }) => length > 0);
    for (let lanes = left(); lanes.length > 0 && taken.length < most; lanes = left()) {
      const share = Math.max(1, Math.floor((most - taken.length) / lanes.length));
      for (const lane of lanes.slice(0, most - taken.length)) {
        const some = lane.due.splice(0, Math.min(share, most - taken.length));
        lane.urgent = Math.max(0, lane.urgent - some.length);
        taken.push(...some);
        // Whoever was served goes to the end.
        this.#lanes.delete(lane.gateway);
        this.#lanes.set(lane.gateway, lane);
      }
    }
    this.#due -= taken.length;
    return taken;
  }

  /** How long until something that waits may be stored, ms; null when nothing waits. */
  untilNext(now: number): number | null {
    const until: number[] = [];
    for (const lane of this.#lanes.values()) {
      if (isAnyWaiting(lane)) until.push(this.#until(lane, 1, now));
      if (lane.state) until.push(Math.max(0, lane.stateAt + stateEveryMs - now));
    }
    return until.length === 0 ? null : Math.min(...until);
  }

  /** How long a gateway should send nothing: until what waits of it is stored. 0 when nothing waits. */
  retryAfterMs(gateway: string, now: number): number {
    const lane = this.#lanes.get(gateway);
    return lane && isAnyWaiting(lane) ? this.#until(lane, Infinity, now) : 0;
  }

  /** Of which gateways something waits or has waited since the last call, and how much at most. */
  takeWaiting(): Waiting[] {
    const waiting: Waiting[] = [];
    for (const lane of this.#lanes.values()) {
      const { gateway, most, live, history } = lane;
      if (most.live + most.history > 0) waiting.push({ gateway, ...most });
      lane.most = { live: live.length, history: history.length };
    }
    return waiting;
  }

  /** Lets go of gateways that have been quiet for so long that nothing of them is to be remembered. */
  forgetQuiet(now: number): void {
    for (const [gateway, lane] of this.#lanes) {
      const isQuiet = lane.due.length === 0 && !isAnyWaiting(lane) && !lane.state;
      const { messages, bytes } = refillAllowance(lane.allowance, this.#pace, now);
      if (isQuiet && messages >= this.#pace.messagesAtOnce && bytes >= this.#pace.bytesAtOnce) {
        this.#lanes.delete(gateway);
      }
    }
  }

  #laneOf(topic: string, now: number): Lane {
    const gateway = laneNamed(topic);
    const known = this.#lanes.get(gateway);
    if (known) return known;
    const allowance = fullAllowance(this.#pace, now);
    const waiting = { live: [], history: [], waitingBytes: 0, state: null, stateAt: -Infinity };
    const queues = { due: [], urgent: 0, ...waiting };
    const lane: Lane = { gateway, allowance, ...queues, most: noneWaiting() };
    this.#lanes.set(gateway, lane);
    return lane;
  }

  /** Nobody repeats a state, so none is turned away; but only the last one counts, and one a second is written. */
  #addState(lane: Lane, message: ReadMessage, now: number): Admission {
    const isSoon = now - lane.stateAt < stateEveryMs && now >= lane.stateAt;
    if (isSoon && !lane.due.some(({ kind }) => kind === 'state')) {
      lane.state = message;
      return 'due';
    }
    lane.state = null;
    lane.stateAt = now;
    const others = lane.due.filter(({ kind }) => kind !== 'state');
    this.#due += others.length + 1 - lane.due.length;
    lane.due = [...others, message];
    return 'due';
  }

  #addDue(lane: Lane, message: ReadMessage): void {
    this.#due += 1;
    if (isUrgent(message)) lane.due.splice(lane.urgent++, 0, message);
    else lane.due.push(message);
  }

  #addWaiting(lane: Lane, message: ReadMessage): Admission {
    const kind = kindOf(message);
    if (lane[kind].length >= this.#pace.mayWait || !this.#hasRoom(kind)) return 'turned-away';
    lane[kind].push(message);
    lane.waitingBytes += this.#sizeOf(message);
    lane.most.live = Math.max(lane.most.live, lane.live.length);
    lane.most.history = Math.max(lane.most.history, lane.history.length);
    this.#waiting[kind] += 1;
    return 'delayed';
  }

  #hasRoom(kind: Kind): boolean {
    const { live, history } = this.#waiting;
    const { mayWaitInAll } = this.#pace;
    if (kind === 'history' && history >= Math.floor(mayWaitInAll * historyShare)) return false;
    return live + history < mayWaitInAll;
  }

  #letGo(lane: Lane, now: number): void {
    if (lane.state) this.#addState(lane, lane.state, now);
    if (!isAnyWaiting(lane)) return;
    lane.allowance = refillAllowance(lane.allowance, this.#pace, now);
    for (let queue = nextQueue(lane); queue; queue = nextQueue(lane)) {
      const [message] = queue;
      const spent = message && spendAllowance(lane.allowance, this.#sizeOf(message));
      if (!message || !spent) return;
      lane.allowance = spent;
      this.#addDue(lane, message);
      queue.shift();
      lane.waitingBytes -= this.#sizeOf(message);
      this.#waiting[kindOf(message)] -= 1;
    }
  }

  /** One that is larger than all that may ever be saved up costs all of it. */
  #sizeOf({ incoming }: ReadMessage): number {
    return Math.min(incoming.payload.length, this.#pace.bytesAtOnce);
  }

  #lanesWithDue(): Lane[] {
    return this.#due === 0 ? [] : [...this.#lanes.values()].filter(({ due }) => due.length > 0);
  }

  #until(lane: Lane, most: number, now: number): number {
    const messages = Math.min(most, lane.live.length + lane.history.length);
    const [first] = nextQueue(lane) ?? [];
    const bytes = messages === 1 && first ? this.#sizeOf(first) : lane.waitingBytes;
    return untilAllowed(refillAllowance(lane.allowance, this.#pace, now), { messages, bytes }, this.#pace);
  }
}

/** What no gateway's topic is goes through one lane. */
function laneNamed(topic: string): string {
  return readGatewayTopic(topic)?.gateway ?? '';
}

/** Somebody is to be called. */
export function isUrgent(message: ReadMessage): boolean {
  return message.kind === 'message' && message.leaf === 'alarm' && !message.history;
}

function urgentFirst(one: Lane, other: Lane): number {
  return Number(other.urgent > 0) - Number(one.urgent > 0);
}

function noneWaiting(): Lane['most'] {
  return { live: 0, history: 0 };
}

function isAnyWaiting({ live, history }: Lane): boolean {
  return live.length > 0 || history.length > 0;
}

function nextQueue({ live, history }: Lane): ReadMessage[] | null {
  if (live.length > 0) return live;
  return history.length > 0 ? history : null;
}

function kindOf(message: ReadMessage): Kind {
  return message.kind !== 'message' || message.history ? 'history' : 'live';
}
