import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BatchRunner } from '../../../src/hub/mqtt/batch-runner.ts';
import { GatewayLanes, isUrgent, laneOf, lanePace } from '../../../src/hub/mqtt/gateway-lanes.ts';
import { type ReadMessage, readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { aSmokeMessage } from './field.ts';

/** A store whose transactions end when they are told to. */
class SlowStore {
  readonly #lanes = new GatewayLanes(lanePace);
  readonly #runner: BatchRunner;
  readonly #ends: (() => void)[] = [];
  readonly underWay: (readonly ReadMessage[])[] = [];
  readonly stored: ReadMessage[] = [];

  constructor() {
    this.#runner = new BatchRunner({
      ...{ lanes: this.#lanes, clock: { now: () => 0 }, stopped: new AbortController().signal },
      onProblem: (problem) => {
        throw problem;
      },
      store: async (batch) => {
        this.underWay.push(batch);
        await new Promise<void>((resolve) => this.#ends.push(resolve));
        this.underWay.splice(this.underWay.indexOf(batch), 1);
        this.stored.push(...batch);
      },
    });
  }

  takes(gateway: string, seq: number, leaf: 'tel' | 'alarm' = 'tel'): void {
    const on = leaf === 'alarm' ? { alarm: { kind: 'smoke', on: true } } : {};
    const payload = Buffer.from(JSON.stringify({ ...JSON.parse(aSmokeMessage({ seq })), ...on }));
    const message = readMessage({ topic: `hulin/v1/${gateway}/${leaf}`, payload, receivedAt: 0, retained: false });
    this.#lanes.add(message, 0);
    this.#runner.wake(isUrgent(message));
  }

  /** Lets the transaction that began first end, and all that follows from it begin. */
  async endsOne(): Promise<void> {
    this.#ends.shift()?.();
    await sleep(15);
  }

  async endsAll(): Promise<void> {
    while (this.underWay.length > 0) await this.endsOne();
    await this.#runner.settled();
  }

  gatewaysUnderWay(): string[][] {
    return this.underWay.map((batch) => [...new Set(batch.map(laneOf))].sort());
  }
}

describe('what is due', () => {
  it('is stored in one transaction after the other while it is little', async () => {
    const store = new SlowStore();
    store.takes('gw-a', 1);
    store.takes('gw-b', 1);
    await sleep(15);
    store.takes('gw-c', 1);
    await sleep(15);
    expect(store.gatewaysUnderWay()).toEqual([['gw-a', 'gw-b']]);
    await store.endsOne();
    expect(store.gatewaysUnderWay()).toEqual([['gw-c']]);
    await store.endsAll();
  });

  it('is stored in two at once when it is much, never with a gateway in both, and all of it once', async () => {
    const store = new SlowStore();
    const gateways = Array.from({ length: 10 }, (_, place) => `gw-${place}`);
    const send = (from: number, to: number) => {
      for (let seq = from; seq <= to; seq += 1) for (const gateway of gateways) store.takes(gateway, seq);
    };
    send(1, 200);
    await sleep(15);
    for (let turn = 0; turn < 6; turn += 1) {
      const [one = [], other = []] = store.gatewaysUnderWay();
      expect(store.underWay).toHaveLength(2);
      expect(one.filter((gateway) => other.includes(gateway))).toEqual([]);
      send(201 + turn * 100, 300 + turn * 100);
      await store.endsOne();
    }
    await store.endsAll();
    const seen = new Set(store.stored.map((one) => (one.kind === 'message' ? `${one.gateway} ${one.seq}` : '')));
    expect([seen.size, store.stored.length]).toEqual([8000, 8000]);
  });

  it("does not keep a sensor's own alarm waiting behind another gateway's transaction, nor behind its own readings", async () => {
    const store = new SlowStore();
    store.takes('gw-a', 1);
    await sleep(15);
    store.takes('gw-b', 1);
    store.takes('gw-b', 2, 'alarm');
    const [, beside = []] = store.underWay;
    expect(beside.map((one) => one.kind === 'message' && one.seq)).toEqual([2, 1]);
    await store.endsAll();
  });

  it('goes on in one transaction after the other, once what was urgent is stored', async () => {
    const store = new SlowStore();
    store.takes('gw-a', 1);
    await sleep(15);
    store.takes('gw-b', 1, 'alarm');
    for (const gateway of ['gw-c', 'gw-d']) store.takes(gateway, 1);
    expect(store.underWay).toHaveLength(2);
    await store.endsOne();
    expect(store.gatewaysUnderWay()).toEqual([['gw-b']]);
    await store.endsOne();
    expect(store.gatewaysUnderWay()).toEqual([['gw-c', 'gw-d']]);
    await store.endsAll();
    expect(store.stored).toHaveLength(4);
  });

  it('waits while its own gateway is in the only transaction, however urgent', async () => {
    const store = new SlowStore();
    store.takes('gw-a', 1);
    await sleep(15);
    store.takes('gw-a', 2, 'alarm');
    await sleep(15);
    expect(store.underWay).toHaveLength(1);
    await store.endsOne();
    expect(store.gatewaysUnderWay()).toEqual([['gw-a']]);
    await store.endsAll();
    expect(store.stored).toHaveLength(2);
  });
});
