import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advisoryLocks } from '../../../src/hub/store/advisory-locks.ts';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import type { PullAnswer } from '../../../src/protocol/pull.ts';
import { requestHeaders } from '../../../src/protocol/signed.ts';
import { readSignedBody, signedBodyHeader } from '../../../src/protocol/signed-body.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';
import { aSignal, somebodyWaits } from '../../support/slow-transactions.ts';

describe('a pull', () => {
  let hub: HubUnderTest;
  let commander: Persona;
  let ranger: Persona;
  beforeAll(async () => {
    hub = await aHub();
    commander = await (await asCommander(hub)).signIn();
    ranger = await (await asRanger(hub)).signIn();
  });
  afterAll(() => hub.close());

  const eventsOf = (changes: PullAnswer['changes']) =>
    changes.filter(({ entity }) => entity === 'event').map(({ key }) => key);

  it('has no hole and no repeat while many write at once', async () => {
    const writers = await Promise.all(Array.from({ length: 8 }, () => asRanger(hub)));
    let isWriting = true;
    const writing = Promise.all(
      writers.map(async (writer) => {
        for (let batch = 0; batch < 12; batch += 1) await writer.push(await writer.records(1 + (batch % 4)));
      }),
    ).finally(() => {
      isWriting = false;
    });
    const pulled: PullAnswer['changes'] = [];
    let cursor = '';
    for (let last = false; !last; ) {
      last = !isWriting;
      for (let more = true; more; ) {
        const page = await commander.pull(cursor, 7);
        pulled.push(...page.changes);
        ({ cursor, more } = page);
      }
    }
    await writing;
    const numbers = pulled.map(({ n }) => n);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    const stored = await hub.database.query<{ key: string }>('select chain || $1 || seq as key from event', ['/']);
    expect(eventsOf(pulled).toSorted()).toEqual(stored.map(({ key }) => key).toSorted());
    expect(stored.length).toBeGreaterThan(8 * 12 * 2);
  }, 60_000);

  /** What is pulled while a transaction has numbered its change and not committed it, and a push comes; then what is pulled afterwards. */
  const besideASlowOne = async (hasCome: (quick: Promise<unknown>) => Promise<unknown>) => {
    const writer = await asRanger(hub);
    const { cursor } = await drain(commander, '');
    const [isNumbered, number] = aSignal();
    const [isReleased, release] = aSignal();
    const slow = hub.database.transaction(async (tx) => {
      await tx.query("select record_change(1, 'station', 'slow', 'all', null, '*', '{}')");
      number();
      await isReleased;
    });
    await isNumbered;
    const quick = writer.push(await writer.records(1));
    const meanwhile = await hasCome(quick)
      .then(() => drain(commander, cursor))
      .finally(release);
    await Promise.all([slow, quick]);
    const afterwards = await drain(commander, meanwhile.cursor);
    return [meanwhile, afterwards].map(({ changes }) => changes.map(({ entity }) => entity));
  };

  it('sees a change of a slow transaction although later ones would be quicker', async () => {
    expect(await besideASlowOne(() => somebodyWaits(hub))).toEqual([[], ['station', 'event']]);
  });

  it('would miss that change without the lock', async () => {
    const { database } = hub;
    const { transaction } = database;
    database.transaction = (work) =>
      transaction((tx) => {
        const unlocked = (text: string) => text.replace(`pg_advisory_xact_lock(${advisoryLocks.changes})`, '0');
        return work({ ...tx, query: (text, values) => tx.query(unlocked(text), values) });
      });
    const seen = await besideASlowOne((quick) => quick).finally(() => {
      database.transaction = transaction;
    });
    expect(seen).toEqual([['event'], []]);
  });

  it('gives a ranger his own chain and what is for all, command everything', async () => {
    const other = await asRanger(hub);
    await ranger.push(await ranger.records(2));
    await other.push(await other.records(1));
    const own = eventsOf(await ranger.pullAll());
    expect(own).toEqual([`${ranger.chain}/1`, `${ranger.chain}/2`]);
    const all = eventsOf(await commander.pullAll());
    expect(all).toEqual(expect.arrayContaining([...own, `${other.chain}/1`]));
    const keeper = await (await asGateKeeper(hub)).signIn();
    expect((await keeper.pullAll()).map(({ entity }) => entity)).not.toContain('event');
    const devices = (await ranger.pullAll()).filter(({ entity }) => entity === 'device').map(({ key }) => key);
    expect(devices).toEqual([ranger.device]);
  });

  it('gives an own event back byte for byte with its receipt', async () => {
    const writer = await (await asRanger(hub)).signIn();
    const event = await writer.record();
    const { results } = await writer.push([event]);
    const [first] = results;
    const pulled = (await writer.pullAll()).find(({ entity }) => entity === 'event');
    expect(pulled?.body).toEqual({ event, receipt: first && 'receipt' in first ? first.receipt : null });
  });

  it('gives wraps back to their own device alone', async () => {
    const writer = await (await asRanger(hub)).signIn();
    const { id, wraps, parts } = await writer.seal([]);
    await writer.push([await writer.record({ id, wraps, parts })]);
    const wrapsSeenBy = async (persona: Persona) => {
      const change = (await persona.pullAll()).find(({ key }) => key === `${writer.chain}/1`);
      return (change?.body as { event: { wraps: unknown[] } } | undefined)?.event.wraps;
    };
    expect(await wrapsSeenBy(writer)).toEqual(wraps);
    expect(await wrapsSeenBy(commander)).toEqual([]);
  });

  it('goes on from its cursor and says when there is nothing new', async () => {
    const { cursor } = await drain(commander, '');
    const empty = await commander.pull(cursor);
    expect(empty).toMatchObject({ changes: [], more: false, restarted: false, cursor });
    await ranger.push(await ranger.records(1));
    expect((await commander.pull(cursor)).changes).toHaveLength(1);
  });

  it('moves the cursor over what this grant may not see', async () => {
    const { cursor } = await drain(ranger, '');
    const other = await asRanger(hub);
    await other.push(await other.records(3));
    const page = await ranger.pull(cursor);
    expect(page).toMatchObject({ changes: [], more: false });
    expect(page.cursor).not.toBe(cursor);
  });

  it('ends a page at 4 MB, and misses nothing by it', async () => {
    const writer = await (await asRanger(hub)).signIn();
    const padding = 'x'.repeat(60_000);
    for (let batch = 0; batch < 12; batch += 1)
      await writer.push(await writer.records(7, { kind: 'note', body: { padding } }));
    const first = await writer.pull('', 1000);
    expect(JSON.stringify(first).length).toBeLessThan(5 * 1024 * 1024);
    expect(first.more).toBe(true);
    const rest = await drain(writer, first.cursor);
    const numbers = eventsOf([...first.changes, ...rest.changes]);
    expect(numbers).toEqual(Array.from({ length: 84 }, (_, index) => `${writer.chain}/${index + 1}`));
  }, 60_000);

  it('is gzipped for whoever can unpack that, signed as it is unpacked, and not when it is short', async () => {
    const headers = { 'accept-encoding': 'gzip, deflate', [requestHeaders.nonce]: 'A'.repeat(24) };
    const path = '/api/v1/pull?limit=50';
    const answer = await commander.ask('GET', path, undefined, headers);
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    const body = new Uint8Array(gunzipSync(answer.rawPayload));
    expect(answer.rawPayload.length).toBeLessThan(body.length / 2);
    const signed = readSignedBody(String(answer.headers[signedBodyHeader]));
    const says = JSON.parse(signed?.raw ?? '{}') as { body: string };
    expect(says.body).toBe(await sha256Hex(body));
    const { cursor } = await drain(commander, '');
    const short = await commander.ask('GET', `/api/v1/pull?cursor=${cursor}`, undefined, headers);
    expect(short.headers['content-encoding']).toBeUndefined();
    for (const encoding of ['br', 'gzip;q=0, br', ''])
      expect((await commander.ask('GET', path, undefined, { 'accept-encoding': encoding })).json()).toHaveProperty(
        'changes',
      );
  });

  it('takes a limit above 1000 for 1000', async () => {
    expect((await commander.ask('GET', '/api/v1/pull?limit=5000')).statusCode).toBe(200);
  });

  it('starts over when the scope is another', async () => {
    const { cursor, changes } = await drain(ranger, '');
    await hub.database.query("update device_grant set area = '371002' where device = $1", [ranger.device]);
    const page = await ranger.pull(cursor);
    expect(page).toMatchObject({ restarted: true, changes: changes.slice(0, 500) });
    expect((await ranger.pull(page.cursor)).restarted).toBe(false);
  });

  it('starts over with a cursor of another epoch, of another grant, or of nobody', async () => {
    const { cursor } = await drain(commander, '');
    const foreign = cursor.replace(/^[^.]+/, '01940000-0000-4000-8000-000000000000');
    const others = (await drain(ranger, '')).cursor;
    for (const strange of [foreign, others, 'rubbish', withNumber(hub, cursor, '99999999999999999999')]) {
      const page = await commander.pull(encodeURIComponent(strange), 3);
      expect(page.restarted).toBe(true);
      expect(page.changes[0]?.n).toBe((await commander.pull('', 1)).changes[0]?.n);
    }
  });

  it('mints one new epoch for a cursor beyond everything: the hub was restored', async () => {
    const { cursor, epoch } = await commander.pull('', 1);
    const beyond = withNumber(hub, cursor, '999999');
    const pages = await Promise.all([commander.pull(beyond, 1), commander.pull(beyond, 1)]);
    expect(pages.every(({ restarted }) => restarted)).toBe(true);
    expect(new Set(pages.map((page) => page.epoch)).size).toBe(1);
    expect(pages[0]?.epoch).not.toBe(epoch);
    expect((await commander.pull(cursor, 1)).restarted).toBe(true);
    expect((await ranger.head()).epoch).toBe(pages[0]?.epoch);
  });

  it('notices that it was restored though it has given the same numbers again since', async () => {
    const { epoch } = await commander.pull('', 1);
    const { cursor } = await drain(commander, '');
    const [newest] = await hub.database.query<{ n: number }>('select max(n) as n from change');
    await hub.database.query('update change set at = at + 1 where n = $1', [newest?.n]);
    await commander.head();
    await commander.push([await commander.record()]); // the numbers overtake the cursor
    const page = await commander.pull(cursor);
    expect(page.restarted).toBe(true);
    expect(page.epoch).not.toBe(epoch);
    expect((await commander.pull(page.cursor)).restarted).toBe(false);
  });

  it('begins anew between two pages when what stood in for changes left out is lost', async () => {
    await commander.push(await commander.records(2));
    const { cursor, more } = await commander.pull('', 1);
    expect(more).toBe(true);
    expect((await commander.pull(cursor, 1)).restarted).toBe(false);
    await hub.database.query('update change set at = at + 1 where n = (select max(n) from change)'); // another one since
    expect((await commander.pull(cursor, 1)).restarted).toBe(true);
  });

  it('goes on from a cursor of a hub that wrote no tag, or no seal', async () => {
    const { cursor } = await drain(commander, '');
    expect((await commander.pull(unsealed(cursor))).restarted).toBe(false);
    expect((await commander.pull(unsealed(cursor).replace(/\.[0-9a-f]{16}$/, ''))).restarted).toBe(false);
  });

  it('begins no new epoch by the word of somebody who made a cursor up', async () => {
    const { cursor, epoch } = await drain(ranger, '');
    const chains = await hub.database.query('select id from chain where device is null');
    const [, scope = '', n = '', , seal = ''] = cursor.split('.');
    const madeUp = [
      `${epoch}.${scope}.999999999999999`,
      `${epoch}.${scope}.${n}.0123456789abcdef`,
      `${epoch}.${scope}.999999999999999.${seal}`,
      `${epoch}.${scope}.${n}.0123456789abcdef.${seal}`,
    ];
    for (const strange of madeUp) {
      const page = await ranger.pull(strange);
      expect(page).toMatchObject({ restarted: true, epoch });
    }
    expect((await ranger.pull(cursor)).restarted).toBe(false);
    expect(await hub.database.query('select id from chain where device is null')).toEqual(chains);
  });

  it('has the hub go on with a fresh chain of its own in a new epoch', async () => {
    const chains = () =>
      hub.database.query<{ id: string }>('select id from chain where device is null order by opened_at');
    const before = await chains();
    await commander.pull(withNumber(hub, (await drain(commander, '')).cursor, '999999'));
    await hub.code('ranger');
    const after = await chains();
    expect(after).toHaveLength(before.length + 1);
    const open = await hub.database.query<{ id: string; seq: number }>(
      'select id, seq from chain where device is null and closed_at is null',
    );
    expect(open).toEqual([{ id: expect.not.stringMatching(before.at(-1)?.id ?? '') as string, seq: 1 }]);
  });
});

/** The same cursor, further on, as the hub would have written it. */
function withNumber({ keys }: HubUnderTest, cursor: string, n: string): string {
  const [epoch, scope, , tag] = cursor.split('.');
  const text = [epoch, scope, n, tag].join('.');
  return `${text}.${keys.sealCursor(text)}`;
}

/** A cursor as hubs wrote them before they sealed any. */
function unsealed(cursor: string): string {
  return cursor.replace(/\.[\w-]{22}$/, '');
}

/** Pages to the end. */
async function drain(
  persona: Persona,
  from: string,
): Promise<{ changes: PullAnswer['changes']; cursor: string; epoch: string }> {
  const changes: PullAnswer['changes'] = [];
  for (let cursor = from; ; ) {
    const page = await persona.pull(cursor);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor, epoch: page.epoch };
  }
}
