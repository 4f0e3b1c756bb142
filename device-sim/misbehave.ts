import { connect } from 'mqtt';
import { topics } from '../src/protocol/telemetry.ts';
import type { Gateway } from './start-gateway.ts';

const turnMs = 100;
const lieMs = 1000;

export interface Misbehaving {
  readonly gateway: Gateway;
  /** One of its own stations. */
  readonly station: string;
  readonly onProblem: (problem: unknown) => void;
}

/** Sends far more than a gateway should, until the answer is called. Every message is numbered and kept like any other. */
export function flood({ gateway, station, onProblem }: Misbehaving, perSecond: number): () => void {
  const timer = setInterval(() => {
    for (let count = 0; count < (perSecond * turnMs) / 1000; count++) {
      const e = [{ bn: `${station}:`, n: 'smoke', u: '/', v: 0.05 }];
      gateway.record({ leaf: 'tel', e }).catch(onProblem);
    }
  }, turnMs);
  return () => clearInterval(timer);
}

export interface Victim {
  readonly gateway: string;
  readonly station: string;
}

/** Speaks, with the login of one gateway, for another, for the hub and for a station of another, until the answer is called. */
export function lie(
  { gateway, station, onProblem }: Misbehaving,
  victim: Victim,
  line: { readonly url: string; readonly id: string; readonly secret: string },
): () => void {
  const client = connect(line.url, { username: line.id, password: line.secret, clientId: `${line.id}-liar` });
  client.on('error', onProblem);
  const fire = (bn: string) => [{ bn: `${bn}:`, bt: Date.now() / 1000, n: 'smoke', u: '/', v: 0.95 }];
  const envelope = (seq: number) =>
    JSON.stringify({ v: 1, boot: 1, seq, sent: Date.now() / 1000, h: 0, e: fire(victim.station) });
  let seq = 1_000_000;
  const timer = setInterval(() => {
    const payload = envelope(++seq);
    const lies = [
      topics.telemetry(victim.gateway),
      topics.alarm(victim.gateway),
      topics.ack(victim.gateway),
      `${topics.root}/live/all`,
    ];
    for (const topic of lies) client.publish(topic, payload, { qos: 1 });
    client.publish(topics.state(victim.gateway), '{"online":false}', { qos: 1, retain: true });
    gateway.record({ leaf: 'tel', e: [...fire(station), ...fire(victim.station)] }).catch(onProblem);
  }, lieMs);
  return () => {
    clearInterval(timer);
    client.end(true);
  };
}
