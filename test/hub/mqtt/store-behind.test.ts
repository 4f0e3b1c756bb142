import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { topics } from '../../../src/protocol/telemetry.ts';
import { eventually } from '../../support/eventually.ts';
import { Field, secret } from './field.ts';

let field: Field;
const clients: mqtt.MqttClient[] = [];
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await field.close();
});

const connect = async () => {
  const login = { username: 'gw-a', password: secret };
  const client = await mqtt.connectAsync(field.broker.url, { ...login, protocolVersion: 4, reconnectPeriod: 0 });
  clients.push(client);
  return client;
};

describe('the embedded broker while the store is behind', () => {
  it('still delivers acks, and hands all over at once when the store is back', async () => {
    const [connections, each] = [40, 250];
    const held: (() => void)[] = [];
    let [isBehind, heard] = [true, 0];
    const line = field.broker.openLine({
      onUp: () => undefined,
      onDown: () => undefined,
      onMessage: (_message, goOn) => {
        heard += 1;
        if (isBehind) held.push(goOn);
        else goOn();
      },
    });
    const acks: string[] = [];
    const listener = await connect();
    listener.on('message', (_topic, payload) => acks.push(payload.toString()));
    await listener.subscribeAsync(topics.ack('gw-a'), { qos: 1 });
    const senders = await Promise.all(Array.from({ length: connections }, connect));
    for (const sender of senders) {
      for (let index = 0; index < each; index++) {
        sender.publish(topics.telemetry('gw-a'), 'as long as a short message', { qos: 1 }, () => undefined);
      }
    }
    await eventually(
      () => held.length,
      (count) => count > 1000,
      60_000,
    );
    line.say(topics.ack('gw-a'), { boot: 1, upTo: 7 });
    const told = await eventually(
      () => acks,
      ({ length }) => length === 1,
    );
    expect(told).toEqual(['{"boot":1,"upTo":7}']);
    isBehind = false;
    for (const goOn of held.splice(0)) goOn();
    await eventually(
      () => heard,
      (count) => count === connections * each,
      60_000,
    );
    await line.close();
  });
});
