import { describe, expect, it } from 'vitest';
import { GatewayLanes, type LanePace } from '../../../src/hub/mqtt/gateway-lanes.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { aSmokeMessage } from './field.ts';

const pace: LanePace = {
  ...{ messagesPerSecond: 10, messagesAtOnce: 20, bytesPerSecond: 1e6, bytesAtOnce: 1e6 },
  ...{ mayWait: 30, mayWaitInAll: 45 },
};

const arrives = (topic: string, text: string) =>
  readMessage({ topic: `hulin/v1/${topic}`, payload: Buffer.from(text), receivedAt: 0, retained: false });
const message = (gateway: string, seq: number, h = 0) => arrives(`${gateway}/tel`, aSmokeMessage({ seq, h }));
const numbers = (taken: readonly ReturnType<typeof readMessage>[]) =>
  taken.map((one) => (one.kind === 'message' ? `${one.gateway} ${one.seq}` : one.kind));

describe('the lanes of gateways', () => {
  it('let gateways take turns, whatever one of them has sent', () => {
    const lanes = new GatewayLanes({ ...pace, messagesAtOnce: 10_000 });
    for (let seq = 1; seq <= 5000; seq++) lanes.add(message('gw-a', seq), 0);
    lanes.add(message('gw-b', 1), 0);
    lanes.add(message('gw-c', 1), 0);
    expect(numbers(lanes.next(6, 0))).toEqual(['gw-a 1', 'gw-a 2', 'gw-b 1', 'gw-c 1', 'gw-a 3', 'gw-a 4']);
    expect(lanes.due).toBe(4996);
  });

  it("give a sensor's own alarm the first turn, in the order they came, and before what its gateway sent earlier", () => {
    const lanes = new GatewayLanes(pace);
    const alarm = (seq: number, h = 0) => {
      const said = { ...JSON.parse(aSmokeMessage({ seq, h })), alarm: { kind: 'smoke', on: true } };
      return arrives('gw-b/alarm', JSON.stringify(said));
    };
    for (const gateway of ['gw-a', 'gw-b']) lanes.add(message(gateway, 1), 0);
    for (const each of [alarm(2), alarm(3), alarm(4, 1)]) lanes.add(each, 0);
    expect(numbers(lanes.next(4, 0))).toEqual(['gw-b 2', 'gw-b 3', 'gw-a 1', 'gw-b 1']);
    lanes.add(message('gw-a', 5), 0);
    expect(numbers(lanes.next(1, 0))).toEqual(['gw-a 5']);
  });

  it('leave half of the gateways to another turn, and those that are under way', () => {
    const lanes = new GatewayLanes(pace);
    for (const gateway of ['gw-a', 'gw-b', 'gw-c', 'gw-d']) lanes.add(message(gateway, 1), 0);
    expect(numbers(lanes.next(10, 0, { except: new Set(['gw-a']), isShared: true }))).toEqual(['gw-b 1', 'gw-c 1']);
    expect(numbers(lanes.next(10, 0, { except: new Set(['gw-a']), isShared: true }))).toEqual(['gw-d 1']);
    expect(lanes.next(10, 0, { except: new Set(['gw-a']), isShared: true })).toEqual([]);
    expect(lanes.due).toBe(1);
  });

  it('serve every gateway in time when there are more than fit into a batch', () => {
    const lanes = new GatewayLanes(pace);
    for (let gateway = 0; gateway < 5; gateway++) {
      for (let seq = 1; seq <= 2; seq++) lanes.add(message(`gw-${gateway}`, seq), 0);
    }
    const served = numbers([...lanes.next(3, 0), ...lanes.next(2, 0)]).map((one) => one.split(' ')[0]);
    expect(new Set(served).size).toBe(5);
  });

  it('keep what comes too fast until it may go, live messages before history, and then turn away', () => {
    const lanes = new GatewayLanes(pace);
    const became = Array.from({ length: 60 }, (_, index) => lanes.add(message('gw-a', index + 1, 1), 0));
    expect([became.indexOf('delayed'), became.indexOf('turned-away')]).toEqual([20, 50]);
    expect(lanes.add(message('gw-a', 100), 0)).toBe('delayed');
    expect(lanes.retryAfterMs('gw-a', 0)).toBe(3100);
    expect(lanes.next(100, 0)).toHaveLength(20);
    expect([lanes.next(100, 0), lanes.untilNext(0)]).toEqual([[], 100]);
    expect(numbers(lanes.next(100, 200))).toEqual(['gw-a 100', 'gw-a 21']);
    expect(lanes.takeWaiting()).toEqual([{ gateway: 'gw-a', live: 1, history: 30 }]);
    expect(lanes.add(message('gw-b', 1), 0)).toBe('due');
    expect([1000, 3000, 3100].map((now) => lanes.next(100, now).length)).toEqual([9, 20, 1]);
    expect([lanes.takeWaiting(), lanes.takeWaiting(), lanes.untilNext(0)]).toEqual([
      [{ gateway: 'gw-a', live: 0, history: 29 }],
      [],
      null,
    ]);
  });

  it('write one state of a gateway a second, the last one, however many it sends', () => {
    const lanes = new GatewayLanes(pace);
    const state = (seq: number) => arrives('gw-a/state', JSON.stringify({ v: 1, online: true, head: seq }));
    const heads = (taken: readonly ReturnType<typeof readMessage>[]) =>
      taken.map((one) => one.kind === 'state' && one.state.head);
    for (let head = 1; head <= 100; head += 1) lanes.add(state(head), 0);
    expect(heads(lanes.next(100, 0))).toEqual([100]);
    for (let head = 101; head <= 200; head += 1) lanes.add(state(head), 300);
    expect(heads(lanes.next(100, 300))).toEqual([]);
    expect(lanes.untilNext(300)).toBe(700);
    lanes.forgetQuiet(400);
    expect(heads(lanes.next(100, 1000))).toEqual([200]);
    expect([heads(lanes.next(100, 5000)), lanes.untilNext(5000)]).toEqual([[], null]);
    lanes.add(state(201), 5000);
    expect(heads(lanes.next(100, 5000))).toEqual([201]);
  });

  it('hold no more of all gateways together than is allowed', () => {
    const lanes = new GatewayLanes(pace);
    const became = ['gw-a', 'gw-b'].flatMap((gateway) =>
      Array.from({ length: 60 }, (_, index) => lanes.add(message(gateway, index + 1), 0)),
    );
    expect(became.filter((one) => one === 'delayed')).toHaveLength(45);
  });

  it('keep room for live messages however many gateways catch up', () => {
    const lanes = new GatewayLanes(pace);
    const catchUp = (now: number) =>
      ['gw-a', 'gw-b', 'gw-c'].flatMap((gateway) =>
        Array.from({ length: 60 }, (_, index) => lanes.add(message(gateway, index + 1, 1), now)),
      );
    expect(catchUp(0).filter((one) => one === 'delayed')).toHaveLength(30);
    const live = Array.from({ length: 35 }, (_, index) => lanes.add(message('gw-d', index + 1), 0));
    expect(live.filter((one) => one === 'delayed')).toHaveLength(15);
    expect(live).not.toContain('turned-away');
    expect(lanes.add(message('gw-d', 36), 0)).toBe('turned-away');
    for (const now of [60_000, 120_000]) lanes.next(1000, now);
    expect(catchUp(180_000).filter((one) => one === 'delayed')).toHaveLength(30);
  });

  it('turn no state away, and store only the last of those that come at once', () => {
    const lanes = new GatewayLanes({ ...pace, messagesAtOnce: 1, mayWait: 0 });
    for (let head = 0; head < 9; head++) {
      expect(lanes.add(arrives('gw-a/state', JSON.stringify({ online: true, head })), 0)).toBe('due');
    }
    expect(lanes.next(100, 0)).toMatchObject([{ state: { head: 8 } }]);
    expect(lanes.due).toBe(0);
  });

  it('let even a message pass that is larger than all that can be saved up', () => {
    const lanes = new GatewayLanes({ ...pace, bytesAtOnce: 50 });
    expect(lanes.add(message('gw-a', 1), 0)).toBe('due');
  });

  it('forget no gateway before it has been quiet for long enough', () => {
    const lanes = new GatewayLanes(pace);
    for (let seq = 1; seq <= 20; seq++) lanes.add(message('gw-a', seq), 0);
    lanes.next(100, 0);
    lanes.forgetQuiet(1000);
    const became = Array.from({ length: 11 }, (_, index) => lanes.add(message('gw-a', 21 + index), 1000));
    expect(became.indexOf('delayed')).toBe(10);
  });
});
