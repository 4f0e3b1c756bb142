import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import type { SentEvent } from '../../../src/protocol/event.ts';
import { signText } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, type Persona } from '../../support/personas.ts';
import { aViolationBody } from '../../support/some-violation.ts';

/** Changes one character in the signed text's body. */
function tamper(event: SentEvent): SentEvent {
  const raw = event.raw.replace('crop-burning', 'crop-burninq');
  if (raw === event.raw) throw new Error('nothing was changed');
  return { ...event, raw };
}

/** The signed text with any change, signed again by the same device. */
async function resign(ranger: Persona, event: SentEvent, change: (raw: string) => string): Promise<SentEvent> {
  const raw = change(event.raw);
  return { ...(await signText('event', raw, ranger.key.privateKey, ranger.kid)), wraps: [] };
}

describe('a push', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  beforeAll(async () => {
    hub = await aHub();
  });
  afterAll(() => hub.close());

  const rows = (chain: string) =>
    hub.database.query<{ seq: number; outcome: string; held_because: string | null; raw: string; hash: string }>(
      'select seq, outcome, held_because, raw, hash from event where chain = $1 order by seq',
      [chain],
    );
  const quarantined = () =>
    hub.database.query<{ hash: string; reason: string; times: number }>('select hash, reason, times from quarantine');

  it('stores events byte for byte with genuine receipts', async () => {
    ranger = await asRanger(hub);
    const events = await ranger.records(3);
    const { results, head } = await ranger.push(events);
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
    expect((await rows(ranger.chain)).map(({ raw }) => raw)).toEqual(events.map(({ raw }) => raw));
    expect(head).toEqual({ seq: 3, hash: await sha256Hex(events[2]?.raw ?? '') });
    for (const result of results) {
      if (!('receipt' in result)) throw new Error('no receipt');
      expect(await ranger.isReceiptGenuine(result.receipt)).toBe(true);
      const { outcome, seq, hash } = JSON.parse(result.receipt.raw) as Record<string, unknown>;
      expect({ outcome, seq, hash }).toEqual({ outcome: 'stored', seq: result.seq, hash: result.hash });
    }
  });

  it('answers a repeat with the same receipts, byte for byte, and stores nothing more', async () => {
    ranger = await asRanger(hub);
    const events = await ranger.records(5);
    const first = await ranger.push(events);
    hub.clock.pass(60_000);
    const second = await ranger.push(events);
    expect(second.results.map(({ outcome }) => outcome)).toEqual(Array(5).fill('dup'));
    const receipts = (answer: typeof first) =>
      answer.results.map((result) => ('receipt' in result ? result.receipt : null));
    expect(receipts(second)).toEqual(receipts(first));
    expect(await rows(ranger.chain)).toHaveLength(5);
  });

  it('stores each event once when the same push arrives five times at once', async () => {
    ranger = await asRanger(hub);
    const events = await ranger.records(20);
    await ranger.head();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => ranger.push(events)));
    const receipts = new Set(
      answers.map(({ results }) => JSON.stringify(results.map((one) => 'receipt' in one && one.receipt))),
    );
    expect(receipts.size).toBe(1);
    expect(answers.flatMap(({ results }) => results).filter(({ outcome }) => outcome === 'stored')).toHaveLength(20);
    expect((await rows(ranger.chain)).map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  it('says from where it needs events when some are missing', async () => {
    ranger = await asRanger(hub);
    const [first, , third] = await ranger.records(3);
    await ranger.push([first]);
    expect((await ranger.push([third])).results).toEqual([{ outcome: 'need', from: 2 }]);
    expect(await rows(ranger.chain)).toHaveLength(1);
  });

  it('keeps both versions of a fork, and what hangs on the second', async () => {
    ranger = await asRanger(hub);
    const events = await ranger.records(2);
    await ranger.push(events);
    const other = await ranger.signEvent({ body: { clone: true } }, 2, await sha256Hex(events[0]?.raw ?? ''));
    const onOther = await ranger.signEvent({}, 3, await sha256Hex(other.raw));
    const onThat = await ranger.signEvent({}, 4, await sha256Hex(onOther.raw));
    const first = await ranger.push([other, onOther, onThat]);
    expect(first.results.map(({ outcome }) => outcome)).toEqual(['fork', 'fork', 'fork']);
    expect((await ranger.push([other, onOther, onThat])).results).toEqual(first.results);
    const kept = await hub.database.query<{ raw: string }>('select raw from event_fork where chain = $1 order by seq', [
      ranger.chain,
    ]);
    expect(kept.map(({ raw }) => raw)).toEqual([other.raw, onOther.raw, onThat.raw]);
    expect((await rows(ranger.chain)).map(({ raw }) => raw)).toEqual(events.map(({ raw }) => raw));
  });

  it('quarantines a tampered event and leaves the chain untouched', async () => {
    ranger = await asRanger(hub);
    const [good, next] = await ranger.records(2);
    if (!good || !next) throw new Error('two events expected');
    const bad = tamper(good);
    const { results, head } = await ranger.push([bad]);
    expect(results).toEqual([{ outcome: 'quarantined', reason: 'bad-signature', hash: await sha256Hex(bad.raw) }]);
    expect(head).toEqual({ seq: 0, hash: null });
    expect(await quarantined()).toContainEqual({ hash: await sha256Hex(bad.raw), reason: 'bad-signature', times: 1 });
    expect((await ranger.push([good, tamper(next), next])).results.map(({ outcome }) => outcome)).toEqual([
      'stored',
      'quarantined',
      'stored',
    ]);
    expect((await ranger.push([bad])).results[0]?.outcome).toBe('quarantined');
    expect(await quarantined()).toContainEqual({ hash: await sha256Hex(bad.raw), reason: 'bad-signature', times: 2 });
  });

  it('takes the good ones of a batch whatever lies between them', async () => {
    ranger = await asRanger(hub);
    const [first, second, third] = await ranger.records(3);
    const rubbish = [
      null,
      42,
      'event',
      [],
      {},
      { raw: 'x' },
      { ...first, sig: 'short' },
      { ...first, kid: 'x'.repeat(43) },
    ];
    const { results } = await ranger.push([...rubbish, first, { ...second, wraps: [{ to: '\u0000' }] }, second, third]);
    const reasons = results.map((result) => ('reason' in result ? result.reason : result.outcome));
    expect(reasons).toEqual([
      ...Array(7).fill('bad-envelope'),
      'wrong-chain',
      'stored',
      'bad-envelope',
      'stored',
      'stored',
    ]);
  });

  it.each([
    ['no JSON', () => 'not json', 'bad-envelope'],
    ['a kind the store cannot hold', (raw: string) => raw.replace('"violation"', '"viol\\u0000ation"'), 'bad-envelope'],
    ['half a character in its kind', (raw: string) => raw.replace('"violation"', '"viol\\ud800"'), 'bad-envelope'],
    ['a schema beyond any', (raw: string) => raw.replace('"schema":1', '"schema":4294967296'), 'bad-envelope'],
    ['a hole for its number', (raw: string) => raw.replace('"seq":1', '"seq":1.5'), 'bad-envelope'],
    [
      'another chain',
      (raw: string) => raw.replace(/"chain":"[^"]+"/, '"chain":"01940000-0000-7000-8000-000000000000"'),
      'wrong-chain',
    ],
    ['64 kB and a byte', (raw: string) => raw.padEnd(64 * 1024 + 1, ' '), 'too-large'],
  ])('quarantines an event with %s, well signed as it is', async (_name, change, reason) => {
    ranger = await asRanger(hub);
    const event = await ranger.record();
    const { results } = await ranger.push([await resign(ranger, event, change), event]);
    expect(results).toMatchObject([
      { outcome: 'quarantined', reason },
      { outcome: 'stored', seq: 1 },
    ]);
  });

  it('stores a text with a lone surrogate as what was signed', async () => {
    ranger = await asRanger(hub);
    const event = await ranger.record();
    const odd = await resign(ranger, event, (raw) => raw.replace('"test"', '"\ud800"'));
    expect((await ranger.push([odd])).results).toMatchObject([{ outcome: 'stored' }]);
    const [row] = await rows(ranger.chain);
    expect(await sha256Hex(row?.raw ?? '')).toBe(row?.hash);
  });

  it.each([
    ['an unknown kind', { kind: 'weather' }, 'unknown-kind'],
    ['a kind of the hub’s own', { kind: 'revocation', body: {} }, 'unknown-schema'],
    ['a kind of Object.prototype', { kind: 'constructor' }, 'unknown-kind'],
    ['an unknown schema', { schema: 2 }, 'unknown-schema'],
    ['a sign no store can hold', { body: { ...aViolationBody(), more: '\u0000' } }, 'invalid-body'],
    ['an invalid body', { body: { act: 'dancing' } }, 'invalid-body'],
    ['a person without a grant', { person: '01940000-0000-7000-8000-000000000000' }, 'unknown-person'],
    [
      'an acknowledgement by a ranger',
      { kind: 'acknowledgement', body: { alarm: '01940000-0000-4000-8000-000000000000' } },
      'not-allowed',
    ],
  ])('holds an event with %s, and goes on after it', async (_name, draft, because) => {
    ranger = await asRanger(hub);
    const events = [await ranger.record(draft), await ranger.record()];
    const { results, head } = await ranger.push(events);
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'stored']);
    expect(head.seq).toBe(2);
    expect(await rows(ranger.chain)).toMatchObject([
      { outcome: 'held', held_because: because, raw: events[0]?.raw },
      { outcome: 'stored' },
    ]);
    expect((await ranger.push(events)).results.map(({ outcome }) => outcome)).toEqual(['dup', 'dup']);
  });

  it('holds what a revoked device sends', async () => {
    ranger = await asRanger(hub);
    await ranger.push(await ranger.records(1));
    await hub.database.query("update device set status = 'revoked' where id = $1", [ranger.device]);
    expect((await ranger.push(await ranger.records(2))).results.map(({ outcome }) => outcome)).toEqual([
      'held',
      'held',
    ]);
    expect((await rows(ranger.chain)).map(({ held_because }) => held_because)).toEqual([
      null,
      'device-revoked',
      'device-revoked',
    ]);
  });

  it('takes a bundle from a courier, judged by its author’s key', async () => {
    ranger = await asRanger(hub);
    const courier = await asRanger(hub, '信使');
    const events = await ranger.records(2);
    expect((await courier.head(ranger.chain)).seq).toBe(0);
    const { results } = await courier.push(events, ranger.chain);
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
    const forged = await courier.records(1);
    expect((await courier.push(forged, ranger.chain)).results).toMatchObject([
      { outcome: 'quarantined', reason: 'wrong-chain' },
    ]);
  });

  it('lets a revoked device carry nothing for others', async () => {
    ranger = await asRanger(hub);
    const courier = await asRanger(hub, '信使');
    await courier.head();
    await hub.database.query("update device set status = 'revoked' where id = $1", [courier.device]);
    const response = await courier.pushRaw({ v: 1, chain: ranger.chain, events: await ranger.records(1) });
    expect(response.json()).toMatchObject({ status: 403, code: 'device-revoked' });
  });

  it('numbers every accepted event in the change table, once', async () => {
    const [row] = await hub.database.query<{ events: number; changes: number }>(
      `select (select count(*)::integer from event) as events,
              (select count(distinct key)::integer from change where entity = 'event') as changes`,
    );
    expect(row?.changes).toBe(row?.events);
    expect(row?.events).toBeGreaterThan(50);
  });
});

describe('a hub that dies during a push', () => {
  it('has nothing of it before the commit, all of it after, and the same receipts on repeat', async () => {
    let fails: 'before' | 'after' | 'never' = 'before';
    const failAt = (point: typeof fails) => () => {
      if (fails === point) throw new Error('killed');
    };
    const hub = await aHub({ faults: { beforeCommit: failAt('before'), afterCommit: failAt('after') } });
    try {
      const ranger = await asRanger(hub);
      const events = await ranger.records(10);
      const push = () => ranger.pushRaw({ v: 1, chain: ranger.chain, events });
      expect((await push()).statusCode).toBe(500);
      expect((await ranger.head()).seq).toBe(0);
      fails = 'after';
      expect((await push()).statusCode).toBe(500);
      expect((await ranger.head()).seq).toBe(10);
      fails = 'never';
      const [first, second] = [await ranger.push(events), await ranger.push(events)];
      expect(first.results.map(({ outcome }) => outcome)).toEqual(Array(10).fill('dup'));
      expect(second.results).toEqual(first.results);
    } finally {
      await hub.close();
    }
  });
});
