import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PushBatch, PushOutcomes } from '../../../src/hub/custody/acceptance.ts';
import { PushQueue } from '../../../src/hub/custody/push-queue.ts';
import { readEnvelope } from '../../../src/hub/custody/read-envelope.ts';
import { nativePublicKey } from '../../../src/hub/keys/native-signing.ts';
import type { SentEvent } from '../../../src/protocol/event.ts';
import { toPublicJwk } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

let hub: HubUnderTest;
let commits = 0;
beforeAll(async () => {
  hub = await aHub();
});
afterEach(() => {
  commits = 0;
});
afterAll(() => hub.close());

/** Another hub process would have one of its own on the same database. */
function aQueue(): PushQueue {
  const { database, keys, parts, clock } = hub;
  return new PushQueue({ database, keys, parts, clock, faults: { beforeCommit: () => void (commits += 1) } });
}

const rangers = (count: number) => Promise.all(Array.from({ length: count }, () => asRanger(hub)));

async function batchOf(ranger: Persona, events: readonly SentEvent[]): Promise<PushBatch> {
  const { chain, kid } = ranger;
  const author = { chain, kid, key: nativePublicKey(kid, await toPublicJwk(ranger.key.publicKey)) };
  return { chain, origin: kid, items: await Promise.all(events.map((event) => readEnvelope(event, author))) };
}

const outcomesOf = ({ results }: PushOutcomes) => results.map(({ outcome }) => outcome);

async function storedOf({ chain }: Persona): Promise<string[]> {
  const rows = await hub.database.query<{ raw: string }>('select raw from event where chain = $1 order by seq', [
    chain,
  ]);
  return rows.map(({ raw }) => raw);
}

describe('pushes that come at once', () => {
  it('are committed together, and each is answered for its own chain', async () => {
    const queue = aQueue();
    const all = await rangers(12);
    const events = await Promise.all(all.map((ranger) => ranger.records(5)));
    const batches = await Promise.all(all.map((ranger, index) => batchOf(ranger, events[index] ?? [])));
    const answers = await Promise.all(batches.map((batch) => queue.push(batch)));
    expect(commits).toBeLessThan(6);
    for (const [index, ranger] of all.entries()) {
      const answer = answers[index];
      if (!answer) throw new Error('no answer');
      expect(outcomesOf(answer)).toEqual(Array(5).fill('stored'));
      expect(answer.head.seq).toBe(5);
      const receipts = answer.results.flatMap((result) => ('receipt' in result ? [result.receipt] : []));
      const named = receipts.map(({ raw }) => JSON.parse(raw) as { chain: string; seq: number });
      expect(named.map(({ chain, seq }) => [chain, seq])).toEqual([1, 2, 3, 4, 5].map((seq) => [ranger.chain, seq]));
      expect(await storedOf(ranger)).toEqual(events[index]?.map(({ raw }) => raw));
    }
  });

  it('of one chain stay in order', async () => {
    const queue = aQueue();
    const [ranger, ...others] = await rangers(4);
    if (!ranger) throw new Error('nobody');
    const events = await ranger.records(9);
    const mine = await Promise.all([0, 3, 6].map((from) => batchOf(ranger, events.slice(from, from + 3))));
    const theirs = await Promise.all(others.map(async (other) => batchOf(other, await other.records(2))));
    const answers = await Promise.all([...theirs, ...mine].map((batch) => queue.push(batch)));
    expect(answers.slice(3).map(outcomesOf)).toEqual(Array(3).fill(Array(3).fill('stored')));
    const again = await Promise.all(mine.map((batch) => queue.push(batch)));
    expect(again.map(outcomesOf)).toEqual(Array(3).fill(Array(3).fill('dup')));
    expect(await storedOf(ranger)).toEqual(events.map(({ raw }) => raw));
  });

  it('do not fail with one that cannot be stored', async () => {
    const queue = aQueue();
    const all = await rangers(6);
    const batches = await Promise.all(all.map(async (ranger) => batchOf(ranger, await ranger.records(3))));
    const nowhere = '01900000-0000-7000-8000-00000000dead';
    const poisoned = batches.map((batch, index) => (index === 2 ? { ...batch, chain: nowhere } : batch));
    const answers = await Promise.allSettled(poisoned.map((batch) => queue.push(batch)));
    expect(answers.map(({ status }) => status)).toEqual(
      [0, 1, 2, 3, 4, 5].map((place) => (place === 2 ? 'rejected' : 'fulfilled')),
    );
    for (const [index, ranger] of all.entries()) expect(await storedOf(ranger)).toHaveLength(index === 2 ? 0 : 3);
  });

  it('to two hubs store each event once, numbered without a hole', async () => {
    const [here, there] = [aQueue(), aQueue()];
    const all = await rangers(10);
    const batches = await Promise.all(all.map(async (ranger) => batchOf(ranger, await ranger.records(8))));
    const turned = batches.toReversed();
    const answers = await Promise.all([
      ...batches.map((batch) => here.push(batch)),
      ...turned.map((batch) => there.push(batch)),
    ]);
    const receipts = (list: PushOutcomes[]) =>
      new Set(list.flatMap(({ results }) => results.map((one) => ('receipt' in one ? one.receipt.raw : one.outcome))));
    expect(receipts(answers)).toEqual(receipts(answers.slice(0, 10)));
    expect(receipts(answers).size).toBe(80);
    const chains = all.map(({ chain }) => chain);
    const [row] = await hub.database.query<{ events: number; changes: number; hole: number }>(
      `select (select count(*)::integer from event where chain = any($1::uuid[])) as events,
              (select count(*)::integer from change where entity = 'event' and chain = any($1::uuid[])) as changes,
              (select max(n) - min(n) + 1 - count(*) from change)::integer as hole`,
      [chains],
    );
    expect(row).toEqual({ events: 80, changes: 80, hole: 0 });
  });

  it('go alone when they change more than their chain', async () => {
    const queue = aQueue();
    const all = await rangers(3);
    const batches = await Promise.all(
      all.map(async (ranger) => {
        const [record] = await ranger.records(1);
        if (!record) throw new Error('no record');
        const { id } = JSON.parse(record.raw) as { id: string };
        const about = await ranger.record({ kind: 'note', body: { about: id, text: '补充说明' } });
        return batchOf(ranger, [record, about]);
      }),
    );
    const answers = await Promise.all(batches.map((batch) => queue.push(batch)));
    expect(commits).toBe(3);
    for (const answer of answers) expect(outcomesOf(answer)).toEqual(['stored', 'stored']);
  });
});
