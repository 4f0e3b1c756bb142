import { hash as hashOf } from 'node:crypto';
import * as v from 'valibot';
import type { QuarantineReason } from '../../domain/shared/codes.ts';
import {
  type GatewayState,
  gatewayStateSchema,
  maxMessageBytes,
  type Reading,
  readGatewayTopic,
  resolveSenml,
  sensorAlarmSchema,
  type Telemetry,
  telemetrySchema,
} from '../../protocol/telemetry.ts';

/** What came from the broker, with the hub's time. `retained`: kept by the broker, maybe long ago. */
export interface Incoming {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: number;
  readonly retained: boolean;
}

export interface Refusal {
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** A message that has its number, good or not: `refusal` says why its readings cannot be used. */
export interface NumberedMessage {
  readonly kind: 'message';
  readonly incoming: Incoming;
  readonly gateway: string;
  readonly leaf: 'tel' | 'alarm';
  readonly boot: number;
  readonly seq: number;
  readonly hash: string;
  readonly sentAt: number;
  readonly history: boolean;
  /** By how much its times are known to be off; found out when it is stored. */
  readonly clockMs?: number | null;
  readonly readings: readonly Reading[];
  /** A sensor's own alarm going on or off; null in `tel`. */
  readonly ownAlarm: boolean | null;
  readonly refusal: Refusal | null;
}

export interface StateMessage {
  readonly kind: 'state';
  readonly incoming: Incoming;
  readonly gateway: string;
  readonly state: GatewayState;
}

/** Not even its number can be read. */
export interface RefusedMessage {
  readonly kind: 'refused';
  readonly incoming: Incoming;
  readonly refusal: Refusal;
}

export type ReadMessage = NumberedMessage | StateMessage | RefusedMessage;

const latestMoment = 8.64e15;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const bootPeek = /"boot"\s*:\s*(\d{1,15})\s*[,}]/;
const seqPeek = /"seq"\s*:\s*(\d{1,15})\s*[,}]/;

/** What one MQTT message says, or why it cannot be used. */
export function readMessage(incoming: Incoming): ReadMessage {
  const place = readGatewayTopic(incoming.topic);
  if (!place || place.leaf === 'cmd' || place.leaf === 'ack') {
    return { kind: 'refused', incoming, refusal: { reason: 'wrong-topic', detail: 'not a topic of a gateway' } };
  }
  if (place.leaf === 'state') return readState(incoming, place.gateway);
  return readNumbered(incoming, place.gateway, place.leaf);
}

/** The SHA-256 of a payload, by which equal messages are known. */
export function payloadHash(payload: Buffer): string {
  return hashOf('sha256', payload, 'hex');
}

function readState(incoming: Incoming, gateway: string): StateMessage | RefusedMessage {
  const content = parsePayload(incoming.payload);
  const result = content.ok ? v.safeParse(gatewayStateSchema, content.value) : null;
  if (content.ok && result?.success && isStorable(result.output, content))
    return { kind: 'state', incoming, gateway, state: result.output };
  return { kind: 'refused', incoming, refusal: content.ok ? badPayload(result?.issues?.[0]) : content.refusal };
}

function readNumbered(incoming: Incoming, gateway: string, leaf: 'tel' | 'alarm'): NumberedMessage | RefusedMessage {
  const content = parsePayload(incoming.payload);
  const schema = leaf === 'alarm' ? sensorAlarmSchema : telemetrySchema;
  const result = content.ok ? v.safeParse(schema, content.value) : null;
  if (content.ok && result?.success) {
    const message = toMessage(incoming, gateway, leaf, result.output);
    const refusal = whyNotUsable(result.output, message.readings, content);
    return refusal ? refused(incoming, gateway, leaf, refusal) : message;
  }
  return refused(incoming, gateway, leaf, content.ok ? badPayload(result?.issues?.[0]) : content.refusal);
}

type Content = { ok: true; value: unknown; mayHoldNul: boolean } | { ok: false; refusal: Refusal };

function parsePayload(payload: Buffer): Content {
  if (payload.length > maxMessageBytes) {
    return { ok: false, refusal: { reason: 'too-large', detail: `${payload.length} bytes or more` } };
  }
  try {
    const text = strictUtf8.decode(payload);
    return { ok: true, value: JSON.parse(text), mayHoldNul: text.includes(nul) };
  } catch {
    return { ok: false, refusal: { reason: 'not-json', detail: 'not JSON in UTF-8' } }; // told by the answer
  }
}

/** `detail` names the place and the rule, never the value. */
function badPayload(issue: v.BaseIssue<unknown> | undefined): Refusal {
  const path = issue ? (v.getDotPath(issue) ?? 'payload') : 'payload';
  return { reason: 'bad-payload', detail: issue ? `${path}: expected ${issue.expected ?? 'another form'}` : path };
}

/** What the schema lets pass and the store cannot hold. Numbers begin at 1, so that a lost first message is missed. */
function whyNotUsable(message: Telemetry, readings: readonly Reading[], content: MayHoldNul): Refusal | null {
  if (message.seq < 1) return { reason: 'bad-payload', detail: 'seq: begins at 1' };
  if (!isStorable(message, content)) return { reason: 'bad-payload', detail: 'e: text with a NUL character' };
  const isTime = (time: number) => Math.abs(time) <= latestMoment;
  const isDated = isTime(message.sent * 1000) && readings.every(({ measuredAt }) => isTime(measuredAt));
  return isDated ? null : { reason: 'bad-payload', detail: 'sent, bt, t: no such time' };
}

type MayHoldNul = Pick<Extract<Content, { ok: true }>, 'mayHoldNul'>;

/** JSON can say NUL in this one way only. */
const nul = '\\u0000';

function isStorable(message: object, { mayHoldNul }: MayHoldNul): boolean {
  return !mayHoldNul || !JSON.stringify(message).includes(nul);
}

function toMessage(
  incoming: Incoming,
  gateway: string,
  leaf: 'tel' | 'alarm',
  said: Telemetry & { alarm?: { on: boolean } },
): NumberedMessage {
  const { boot, seq, sent } = said;
  return {
    kind: 'message',
    incoming,
    gateway,
    leaf,
    boot,
    seq,
    hash: payloadHash(incoming.payload),
    sentAt: Math.round(sent * 1000),
    history: said.h === 1,
    // A gateway without a clock counts from its start: what it measured is told by when it arrived.
    readings: resolveSenml(said.e, sent < 2 ** 28 ? incoming.receivedAt / 1000 : sent),
    ownAlarm: said.alarm?.on ?? null,
    refusal: null,
  };
}

/** A bad message whose number can be read counts as handled, so that its gateway does not send it for ever. */
function refused(
  incoming: Incoming,
  gateway: string,
  leaf: 'tel' | 'alarm',
  refusal: Refusal,
): NumberedMessage | RefusedMessage {
  const text = incoming.payload.toString('latin1', 0, maxMessageBytes);
  const [boot, seq] = [bootPeek.exec(text)?.[1], seqPeek.exec(text)?.[1]].map(Number);
  if (!Number.isSafeInteger(boot) || !seq) return { kind: 'refused', incoming, refusal };
  return {
    ...{ kind: 'message', incoming, gateway, leaf, boot: boot as number, seq },
    ...{ hash: payloadHash(incoming.payload), sentAt: incoming.receivedAt, history: true },
    ...{ readings: [], ownAlarm: null, refusal },
  };
}
