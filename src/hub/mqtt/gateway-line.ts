import type { Incoming } from './read-message.ts';

/** What the hub does with what comes over the line. */
export interface LineListener {
  /** It is heard from now on; again after every break. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** `goOn` lets the broker deliver more: called at once while the store keeps up, later when it does not. */
  readonly onMessage: (message: Omit<Incoming, 'receivedAt'>, goOn: () => void) => void;
}

/** The hub's way to the gateways' topics: a client of a broker, or the embedded broker itself. */
export interface GatewayLine {
  /** Said once, at QoS 1, if the line is up: whoever misses it sends again and is answered again. */
  say(topic: string, payload: object): void;
  /** Within seconds, whatever the broker does. */
  close(): Promise<void>;
}
