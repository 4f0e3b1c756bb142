import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { textAnew } from '../../../src/domain/custody/succeed-chain.ts';
import { signText } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

let hub: HubUnderTest;
let ranger: Persona;
let li: Persona;
beforeAll(async () => {
  hub = await aHub();
  li = await (await asCommander(hub)).signIn();
});
afterAll(() => hub.close());
beforeEach(async () => {
  ranger = await asRanger(hub);
});

describe('of two copies of one record that the hub holds', () => {
  const vicar = '01940000-0000-7000-8000-000000000078';
  const shaOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const closes = async (chain: string) =>
    (await li.ask('POST', '/api/v1/closings', { chain })).json<{ successor: string }>().successor;
  const release = (chain: string) => li.ask('POST', '/api/v1/reviews', { chain, seq: 1, outcome: 'released' });

  /** As a phone writes it anew, at the start of the chain that follows. */
  async function anew({ raw }: { raw: string }, successor: string) {
    const { chain, seq } = JSON.parse(raw) as { chain: string; seq: number };
    const text = textAnew({ chain, seq, hash: shaOf(raw), raw }, successor, null);
    return { ...(await signText('event', text, ranger.key.privateKey, ranger.kid)), wraps: [] };
  }

  /** Held for its person, who has a grant by now. */
  async function twoCopies(): Promise<{ first: { raw: string }; next: string; second: { raw: string } }> {
    const first = await ranger.record({ person: vicar });
    const next = await closes(ranger.chain);
    const second = await anew(first, next);
    expect((await ranger.push([second], next)).results).toMatchObject([{ outcome: 'held' }]);
    await hub.database.query(
      "insert into person (id, name, created_at) values ($1, '周替班', 0) on conflict do nothing",
      [vicar],
    );
    await hub.database.query(
      "insert into device_grant (id, device, person, role, area, from_at) values (gen_random_uuid(), $1, $2, 'ranger', '*', 0)",
      [ranger.device, vicar],
    );
    return { first, next, second };
  }

  it('one is used: the original that a courier brings late is not released beside the one written anew', async () => {
    const { first, next } = await twoCopies();
    expect((await release(next)).statusCode).toBe(204);
    expect((await ranger.push([first])).results).toMatchObject([{ outcome: 'held' }]);
    expect((await release(ranger.chain)).json()).toMatchObject({ code: 'cannot-release', detail: 'already-recorded' });
  });

  it('one is used: what comes anew once more is held beside the one that was released', async () => {
    const { first, next } = await twoCopies();
    expect((await release(next)).statusCode).toBe(204);
    const last = await closes(next);
    const unheardOf = await anew({ raw: first.raw.replace('"monotonic":1000', '"monotonic":2000') }, next);
    const third = await anew(unheardOf, last);
    expect((await ranger.push([third], last)).results).toMatchObject([{ outcome: 'held' }]);
    expect((await release(last)).json()).toMatchObject({ code: 'cannot-release', detail: 'already-recorded' });
  });

  it('one is used when both are decided about at once', async () => {
    const { first, next } = await twoCopies();
    await ranger.push([first]);
    const lock = 'select 1 as locked from chain where id = $1 for update';
    const waiting = () =>
      hub.database.query(
        "select 1 as one from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
    const { reviewing } = await hub.database.transaction(async (tx) => {
      await tx.query(lock, [next]);
      const answer = release(ranger.chain);
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), 10_000);
      await tx.query(
        `insert into event_review (chain, seq, outcome, decided_by, event, decided_at)
         select chain, seq, 'released', null, id, 0 from event where chain = $1`,
        [next],
      );
      return { reviewing: answer };
    });
    expect((await reviewing).json()).toMatchObject({ code: 'cannot-release', detail: 'already-recorded' });
  });
});
