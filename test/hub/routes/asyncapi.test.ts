import { expect, it } from 'vitest';
import { asyncapiDocument } from '../../../src/hub/routes/asyncapi-document.ts';
import { topics } from '../../../src/protocol/telemetry.ts';

it('describes every topic of a gateway, who sends there and what, without anything left unresolved', () => {
  const document = JSON.parse(JSON.stringify(asyncapiDocument()));
  expect(document.asyncapi).toBe('3.0.0');
  const gateway = '{gateway}';
  const addresses = Object.values<{ address: string }>(document.channels).map(({ address }) => address);
  const { telemetry, alarm, state, command, ack } = topics;
  expect(addresses).toEqual([telemetry, alarm, state, command, ack].map((topic) => topic(gateway)));
  const actions = Object.values<{ action: string }>(document.operations).map(({ action }) => action);
  expect(actions).toEqual(['receive', 'receive', 'receive', 'send', 'send']);
  const { required, properties } = document.channels.alarm.messages.alarm.payload;
  expect(required).toEqual(['v', 'boot', 'seq', 'sent', 'h', 'e', 'alarm']);
  expect(properties.e.items.properties.bt).toEqual({ type: 'number' });
  for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = reference.split('/').reduce((at, key) => at?.[key], document);
    expect([reference, typeof target]).toEqual([reference, 'object']);
  }
});
