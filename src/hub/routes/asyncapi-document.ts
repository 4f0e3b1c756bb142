import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
  ackSchema,
  commandSchema,
  gatewayStateSchema,
  maxMessageBytes,
  sensorAlarmSchema,
  telemetrySchema,
  topics,
} from '../../protocol/telemetry.ts';
import { lanePace } from '../mqtt/gateway-lanes.ts';

interface Leaf {
  readonly name: string;
  readonly topic: string;
  /** As the hub sees it: it receives what gateways send, and sends to them. */
  readonly action: 'receive' | 'send';
  readonly summary: string;
  readonly schema: v.GenericSchema;
}

const gateway = '{gateway}';
const leaves: readonly Leaf[] = [
  leaf(
    'telemetry',
    topics.telemetry(gateway),
    'receive',
    'Readings, QoS 1, kept by the gateway until the hub’s ack.',
    telemetrySchema,
  ),
  leaf(
    'alarm',
    topics.alarm(gateway),
    'receive',
    'A sensor’s own alarm: the same envelope and the same seq row.',
    sensorAlarmSchema,
  ),
  leaf('state', topics.state(gateway), 'receive', 'Retained, also the last will.', gatewayStateSchema),
  leaf(
    'command',
    topics.command(gateway),
    'send',
    'backfill: what the hub lacks, to be sent again, acknowledged or not. slow: the hub has not taken all that came; nothing more for so long, then what is not acknowledged again. refused: what was set aside, by number or SHA-256, and why; told at most once a second, ten at a time; look into it, do not send it again.',
    commandSchema,
  ),
  leaf(
    'ack',
    topics.ack(gateway),
    'send',
    'Every seq of that boot up to upTo is stored or quarantined: let go of it.',
    ackSchema,
  ),
];

/** AsyncAPI 3 of the gateways' topics, made from the schemas that check the messages. */
export function asyncapiDocument(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Hulin 护林: gateways',
      version: '1',
      description:
        `MQTT 3.1.1. A message has at most ${maxMessageBytes} bytes. A gateway signs in with its id as user name and its secret; it may write tel, alarm and state ` +
        'of its own and read its own cmd and ack. (gateway, boot, seq) names a message for ever: a repeat has the same bytes. PUBACK proves nothing; the hub’s ack does. ' +
        `A gateway may send ${lanePace.messagesPerSecond} messages and ${lanePace.bytesPerSecond / 1024} KiB a second for ever, ${lanePace.messagesAtOnce} and ${lanePace.bytesAtOnce / 1024 / 1024} MiB at once after it was quiet; ` +
        'what comes faster is delayed, then not taken, and the gateway is told by cmd.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(leaves.map((one) => [one.name, channel(one)])),
    operations: Object.fromEntries(leaves.map((one) => [`${one.action}-${one.name}`, operation(one)])),
  };
}

function leaf(name: string, topic: string, action: Leaf['action'], summary: string, schema: v.GenericSchema): Leaf {
  return { name, topic, action, summary, schema };
}

function channel({ name, topic, summary, schema }: Leaf): object {
  return {
    address: topic,
    description: summary,
    parameters: { gateway: { description: 'The id from its enrolment.' } },
    messages: { [name]: { name, summary, payload: jsonSchema(schema) } },
  };
}

function operation({ name, action, summary }: Leaf): object {
  return {
    ...{ action, summary, channel: { $ref: `#/channels/${name}` } },
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    bindings: { mqtt: { qos: 1, retain: name === 'state' } },
  };
}

function jsonSchema(schema: v.GenericSchema): object {
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, {
    target: 'draft-07',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return rest;
}
