import { randomUUID } from 'node:crypto';
import mqtt from 'mqtt';
import { topics } from '../../protocol/telemetry.ts';
import type { GatewayLine, LineListener } from './gateway-line.ts';
import { leaveBroker } from './leave-broker.ts';

export interface ClientLineOptions {
  /** The broker, embedded or external; its URL may carry the login. */
  readonly url: string;
  readonly login?: { readonly username: string; readonly password: string };
  /** PEM text: whom to believe that it is the broker, and the hub's own certificate. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null;
  /** The broker is of this very process, reached by the loopback address, which its certificate does not name. */
  readonly isOwnBroker?: boolean;
  readonly onProblem: (problem: unknown) => void;
}

const retryMs = 1000;
/** So long the broker may take to say goodbye. */
const leaveMs = 500;

/** What the hub listens to; states first: a retained one says which boots a gateway still holds. */
export const gatewayFilters = [topics.state('+'), topics.telemetry('+'), topics.alarm('+')];

/** The hub as a plain MQTT 3.1.1 client of any broker; comes back by itself after a break. */
export function openClientLine(options: ClientLineOptions, { onUp, onDown, onMessage }: LineListener): GatewayLine {
  const { url, login, tls, isOwnBroker, onProblem } = options;
  const client = mqtt.connect(url, {
    ...{ clientId: `hub-${randomUUID()}`, clean: true, protocolVersion: 4, reconnectPeriod: retryMs, keepalive: 20 },
    ...login,
    ...tls,
    ...(isOwnBroker && { rejectUnauthorized: false }),
  });
  client.on('connect', () => {
    client.subscribeAsync(gatewayFilters, { qos: 1 }).then(onUp, onProblem);
  });
  client.on('close', onDown);
  client.on('error', onProblem);
  // The broker gets its PUBACK when the store lets it go on: so it holds back.
  client.handleMessage = ({ topic, payload, retain }, done) => {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    onMessage({ topic, payload: bytes, retained: retain }, done);
  };
  return {
    say: (topic, payload) => {
      if (client.connected) client.publish(topic, JSON.stringify(payload), { qos: 1 }, () => undefined);
    },
    close: () => leaveBroker(client, leaveMs),
  };
}
