import type { Duplex } from 'node:stream';
import { type IClientOptions, MqttClient, connect as mqttConnect } from 'mqtt';
import { topics } from '../src/protocol/telemetry.ts';

/** PEM text: whom to believe that it is the broker, and the gateway's own certificate with its key. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface ClientPlan {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  readonly link: ((url: string) => Duplex) | null;
  readonly certificates: Certificates | null;
}

/** One connection of a gateway to its broker, signed in by its id and secret; its last will says that it is gone. Never connects again by itself. */
export function openClient({ url, id, secret, link, certificates }: ClientPlan, boot: number): MqttClient {
  const gone = Buffer.from(JSON.stringify({ online: false, boot }));
  const options: IClientOptions = {
    ...{ clientId: id, username: id, password: secret, clean: true, protocolVersion: 4 },
    ...{ reconnectPeriod: 0, connectTimeout: 10_000, keepalive: 30, queueQoSZero: false },
    ...certificates,
    will: { topic: topics.state(id), payload: gone, qos: 1, retain: true },
  };
  return link ? new MqttClient(() => link(url), options) : mqttConnect(url, options);
}
