import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/protocol/event.ts';
import { aHub, type HubUnderTest } from '../support/hub-under-test.ts';
import { asCommander } from '../support/personas.ts';
import { aPhone, type Phone, type PhoneOptions, records, until } from '../support/phone.ts';
import { PhoneLine, portalPage } from '../support/phone-line.ts';

const signal = new AbortController().signal;
const opened: Phone[] = [];
let hub: HubUnderTest;

beforeAll(async () => {
  hub = await aHub();
});
afterEach(() => {
  for (const phone of opened.splice(0)) phone.close();
});
afterAll(() => hub.close());

async function linkFor(role: 'ranger' | 'commander' = 'ranger'): Promise<string> {
  return `#enrol=${await hub.code(role)}&hub=${hub.keys.identityKid}`;
}

async function anEnrolledPhone(
  role: 'ranger' | 'commander' = 'ranger',
  options: Partial<PhoneOptions> = {},
): Promise<{ phone: Phone; line: PhoneLine; chain: string }> {
  const line = new PhoneLine(hub);
  const phone = aPhone({ fetch: line.fetch, ...options });
  opened.push(phone);
  const enrolled = await phone.enrolment.enrol(await linkFor(role), signal);
  if (!enrolled.ok) throw new Error(`${enrolled.because}: ${enrolled.detail}`);
  return { phone, line, chain: enrolled.profile.chain };
}

async function hubRows(chain: string): Promise<{ seq: number; hash: string; raw: string; receipt_raw: string }[]> {
  return hub.database.query('select seq, hash, raw, receipt_raw from event where chain = $1 order by seq', [chain]);
}

async function dump({ database }: Phone): Promise<unknown> {
  const tables = database.tables.filter(({ name }) => name !== 'cursor');
  return Promise.all(tables.map(async (table) => [table.name, await table.toArray()]));
}

describe('a phone and its hub', () => {
  it('brings a record with its parts to the hub and sees it verified', async () => {
    const { phone, chain } = await anEnrolledPhone();
    const id = await records(phone, 2);
    const [before] = await until(phone.records.all, (all) => all.length === 1);
    expect(before).toMatchObject({ id, custody: 'saved', photos: { total: 2, received: 0 }, receivedAt: null });

    await phone.syncs();

    const [after] = await until(phone.records.all, (all) => all[0]?.custody !== 'saved');
    expect(after).toMatchObject({
      custody: 'verified',
      photos: { total: 2, received: 2 },
      parts: { total: 3, received: 3 },
    });
    expect(after?.receivedAt).toBe(hub.clock.now());
    const [row] = await hubRows(chain);
    expect(row?.raw).toBe((await phone.stores.chains.byId(id))?.raw);
    expect((await until(phone.sync.state, ({ running }) => !running)).waiting).toEqual({
      events: 0,
      parts: 0,
      bytes: 0,
      oldestAt: null,
    });
  });

  it('opens at the hub exactly what was written, photos by their hashes at capture', async () => {
    const { phone } = await anEnrolledPhone();
    const id = await records(phone, 2);
    await phone.syncs();
    const commander = await (await asCommander(hub)).signIn();
    const { parts } = v.parse(eventSchema, JSON.parse((await phone.stores.chains.byId(id))?.raw ?? ''));
    const fields = await commander.ask('POST', '/api/v1/openings', { event: id, part: parts[0]?.sha256 });
    expect(fields.json()).toMatchObject({ name: '赵钱孙李某', idNumber: '371002199001011234' });
    expect(fields.json()).toEqual(await phone.records.openFields(id));
    const { attachments } = fields.json<{ attachments: { part: string; plain: string }[] }>();
    for (const { part, plain } of attachments) {
      const photo = await commander.ask('POST', '/api/v1/openings', { event: id, part });
      const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(photo.rawPayload));
      expect(Buffer.from(digest).toString('hex')).toBe(plain);
    }
    expect(attachments.map(({ part }) => part)).toEqual(parts.slice(1).map(({ sha256 }) => sha256));
  });

  it('pushes hundreds of records in batches, in order', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    for (let index = 0; index < 230; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.syncs();
    expect(line.heard.filter((request) => request === 'POST /api/v1/push')).toHaveLength(2);
    expect((await hubRows(chain)).map(({ seq }) => seq)).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
  });

  it('doubles nothing when the answer to a committed push is lost', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    for (let index = 0; index < 5; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    line.losesAnswerTo = (path) => path === '/api/v1/push';
    await phone.syncs();
    const first = await hubRows(chain);
    expect(first).toHaveLength(5);
    expect((await until(phone.records.all, (all) => all.length === 5)).map(({ custody }) => custody)).toEqual(
      Array(5).fill('saved'),
    );
    line.losesAnswerTo = () => false;
    await phone.syncs();
    expect(await hubRows(chain)).toEqual(first);
    const kept = await phone.database.receipts.where('[chain+seq]').between([chain, 0], [chain, 99]).toArray();
    expect(kept.map(({ receipt }) => receipt.raw)).toEqual(first.map(({ receipt_raw }) => receipt_raw));
  });

  it('sends only the parts that are missing after a cut, personal fields first', async () => {
    const { phone, line } = await anEnrolledPhone();
    await records(phone, 3);
    let puts = 0;
    line.losesAnswerTo = (path) => path.startsWith('/api/v1/parts/') && ++puts > 2;
    await phone.syncs();
    const [half] = await until(phone.records.all, (all) => all[0]?.parts.received === 2);
    expect(half).toMatchObject({ custody: 'received', photos: { total: 3, received: 1 } });
    line.losesAnswerTo = () => false;
    const sentBefore = line.heard.filter((request) => request.startsWith('PUT')).length;
    await phone.syncs();
    const puts2 = line.heard.filter((request) => request.startsWith('PUT'));
    expect(puts2.length - sentBefore).toBe(1);
    const [whole] = await until(phone.records.all, (all) => all[0]?.parts.received === 4);
    expect(whole?.custody).toBe('verified');
    const fields = (await phone.database.parts.toArray()).find(({ role }) => role === 'fields');
    expect(puts2[0]).toBe(`PUT /api/v1/parts/${fields?.sha256}`);
  });

  it('takes a captive portal for no network: nothing changes, it tries again later', async () => {
    const { phone, line } = await anEnrolledPhone();
    await records(phone, 1);
    const before = await dump(phone);
    line.meddle = portalPage;
    await phone.syncs();
    expect(await dump(phone)).toEqual(before);
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'offline', needsYou: null });
    expect((await until(phone.sync.state)).retryAt).not.toBeNull();
    line.meddle = async ({ response }) => response;
    await phone.syncs();
    expect((await until(phone.records.all, (all) => all[0]?.custody === 'verified')).length).toBe(1);
  });

  it.each([
    ['one byte of the signed text changed', (body: string) => body.replace('\\"seq\\":', '\\"seq\\" :')],
    [
      'another signature',
      (body: string) => body.replace(/"sig":"(.)/, (_, first: string) => `"sig":"${first === 'A' ? 'B' : 'A'}`),
    ],
    [
      'an unknown key',
      (body: string) => body.replace(/"kid":"(.)/, (_, first: string) => `"kid":"${first === 'A' ? 'B' : 'A'}`),
    ],
  ])('believes no answer with %s', async (_what, change) => {
    const { phone, line } = await anEnrolledPhone();
    await records(phone, 0);
    const before = await dump(phone);
    line.meddle = async ({ response }) => {
      const body = await response.text();
      const changed = change(body);
      expect(changed).not.toBe(body);
      return new Response(changed, response);
    };
    await phone.syncs();
    expect(await dump(phone)).toEqual(before);
  });

  it('believes no genuine answer to another request', async () => {
    const { phone, line } = await anEnrolledPhone();
    let old: string | null = null;
    line.meddle = async ({ path, response }) => {
      if (!path.endsWith('/head')) return response;
      old ??= await response.clone().text();
      return new Response(old, response);
    };
    await phone.syncs();
    await records(phone, 0);
    const before = await dump(phone);
    await phone.syncs();
    expect(await dump(phone)).toEqual(before);
  });

  it('enrols by repeating when the answer was lost, with the same key and after a reload', async () => {
    const line = new PhoneLine(hub);
    const phone = aPhone({ fetch: line.fetch });
    opened.push(phone);
    line.losesAnswerTo = () => true;
    const link = await linkFor();
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because: 'no-network' });
    expect(phone.clearedFragments()).toBe(1);
    const key = (await phone.keys.ensure()).kid;
    const reloaded = aPhone({ fetch: line.fetch, profile: phone.profile });
    opened.push(reloaded);
    line.losesAnswerTo = () => false;
    await reloaded.syncs();
    const profile = await until(reloaded.enrolment.profile, (value) => value !== null);
    expect(profile?.kid).toBe(key);
    expect((await hub.database.query('select 1 from device where kid = $1', [key])).length).toBe(1);
  });

  it('never replaces the key of an enrolled profile', async () => {
    const { phone } = await anEnrolledPhone();
    const before = await phone.keys.ensure();
    expect(await phone.enrolment.enrol(await linkFor('commander'), signal)).toMatchObject({
      ok: false,
      because: 'already-enrolled',
    });
    expect(await phone.keys.ensure()).toEqual(before);
  });

  it('refuses a hub that is not the one of the link', async () => {
    const line = new PhoneLine(hub);
    const phone = aPhone({ fetch: line.fetch });
    opened.push(phone);
    const link = `#enrol=${await hub.code('ranger')}&hub=${'x'.repeat(43)}`;
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because: 'wrong-hub' });
    expect(await phone.keys.enrolled()).toBeNull();
  });

  it.each([
    ['a used code', 'code-used'],
    ['an unknown code', 'code-unknown'],
    ['an expired code', 'code-expired'],
  ] as const)('says that %s is one', async (_what, because) => {
    const code = because === 'code-unknown' ? 'A'.repeat(22) : await hub.code('ranger');
    const link = `#enrol=${code}&hub=${hub.keys.identityKid}`;
    if (because === 'code-used') await aPhone({ fetch: new PhoneLine(hub).fetch }).enrolment.enrol(link, signal);
    if (because === 'code-expired') hub.clock.pass(11 * 60_000);
    const phone = aPhone({ fetch: new PhoneLine(hub).fetch });
    opened.push(phone);
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because });
  });

  it.each([
    ['behind', -366 * 86_400_000],
    ['ahead', 366 * 86_400_000],
  ])('loses and refuses nothing with its clock a year %s', async (_what, offMs) => {
    const { phone, chain } = await anEnrolledPhone('ranger', { wallNow: () => hub.clock.now() + offMs });
    await records(phone, 1);
    await phone.syncs();
    const [row] = await hubRows(chain);
    expect(v.parse(eventSchema, JSON.parse(row?.raw ?? '')).at).toMatchObject({
      wall: hub.clock.now() + offMs,
      seen: hub.clock.now(),
    });
    expect(await phone.stores.clock.read()).toMatchObject({ seen: hub.clock.now(), skewMs: offMs });
    expect(await until(phone.records.all, (all) => all[0]?.custody === 'verified')).toHaveLength(1);
  });

  it('goes on from what the hub holds after the hub was restored from a backup', async () => {
    const { phone, chain } = await anEnrolledPhone();
    for (let index = 0; index < 6; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.syncs();
    const before = await hubRows(chain);
    await restoreTo(chain, 2, before[1]?.hash ?? '');
    await phone.syncs();
    expect((await hubRows(chain)).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
  });

  it('reports a cloned profile as a fork; the hub keeps both versions', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    await phone.syncs();
    const clone = aPhone({ fetch: line.fetch });
    opened.push(clone);
    await clone.database.profile.bulkPut(await phone.database.profile.toArray());
    await phone.acknowledging.acknowledge(anAlarm(1));
    await clone.acknowledging.acknowledge(anAlarm(2));
    await phone.syncs();
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
    expect((await until(clone.records.all, (all) => all.length > 0))[0]?.custody).toBe('needs-you');
    expect(await hubRows(chain)).toHaveLength(1);
    expect(await hub.database.query('select 1 from event_fork where chain = $1', [chain])).toHaveLength(1);
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
  });

  it('takes back what the hub holds and the phone lost', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    for (let index = 0; index < 3; index += 1) await records(phone, 1);
    await phone.syncs();
    const lost = aPhone({ fetch: line.fetch });
    opened.push(lost);
    await lost.database.profile.bulkPut(await phone.database.profile.toArray());
    await lost.syncs();
    await records(lost, 0);
    await lost.syncs();
    expect((await hubRows(chain)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect((await until(lost.records.all, (all) => all.length === 4)).map(({ custody }) => custody)).toEqual(
      Array(4).fill('verified'),
    );
  });

  it('pushes on when its session is over, and opens another to pull', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    await phone.syncs();
    line.forgetsSession();
    await records(phone, 0);
    await phone.syncs();
    expect(await hubRows(chain)).toHaveLength(1);
    expect((await until(phone.records.all, (all) => all[0]?.custody === 'verified')).length).toBe(1);
  });

  it('has what a revoked device pushes held, not refused', async () => {
    const { phone } = await anEnrolledPhone();
    await phone.syncs();
    await hub.database.query("update device set status = 'revoked' where kid = $1", [(await phone.keys.ensure()).kid]);
    await phone.acknowledging.acknowledge(anAlarm(1));
    await phone.syncs();
    expect((await until(phone.records.all, (all) => all[0]?.custody !== 'saved'))[0]?.custody).toBe('held');
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'device-revoked' });
  });

  it('halves its batch when the hub finds it too large, and gets through', async () => {
    const { phone, line, chain } = await anEnrolledPhone();
    for (let index = 0; index < 8; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    let refusals = 2;
    line.meddle = async ({ path, response }) =>
      path === '/api/v1/push' && refusals-- > 0 ? new Response('', { status: 413 }) : response;
    for (let round = 0; round < 3; round += 1) await phone.syncs();
    expect(await hubRows(chain)).toHaveLength(8);
    expect((await until(phone.sync.state, ({ waiting }) => waiting.events === 0)).needsYou).toBeNull();
  });

  it('sends positions that wait, and keeps them while there is no line', async () => {
    const { phone, line } = await anEnrolledPhone();
    await phone.stores.positions.put({ takenAt: hub.clock.now(), lon: 122.01, lat: 37.21, accuracyMeters: 8 });
    line.isDown = true;
    await phone.syncs();
    expect(await phone.stores.positions.waiting()).toHaveLength(1);
    line.isDown = false;
    await phone.syncs();
    expect(await phone.stores.positions.waiting()).toEqual([]);
    expect(phone.sharedAt).toHaveLength(1);
  });

  it('shows command the violation with who recorded it and how many parts have come', async () => {
    const { phone } = await anEnrolledPhone();
    const id = await records(phone, 2);
    await phone.syncs();
    const desk = await anEnrolledPhone('commander');
    await desk.phone.syncs();
    const rows = await until(desk.phone.pulled.violations, (all) => all.some((row) => row.id === id));
    expect(rows.find((row) => row.id === id)).toMatchObject({ outcome: 'stored', person: '王海林', partsReceived: 3 });
  });

  it('replaces everything pulled in one go when the hub starts over', async () => {
    const { phone } = await anEnrolledPhone('commander');
    await phone.syncs();
    const whole = await phone.stores.pulled.count();
    expect(whole).toBeGreaterThan(0);
    await phone.database.pulled.put({ entity: 'alarm', key: 'of another life', n: 1, at: 0, body: {} });
    const seen: number[] = [];
    const stop = phone.stores.pulled.watch('device').subscribe(
      (rows) => seen.push(rows.length),
      () => undefined,
    );
    await phone.database.cursor.update('only', {
      cursor: (await phone.stores.pulled.cursor())?.cursor.replace(/^.{8}/, '00000000') ?? '',
    });
    await phone.syncs();
    stop();
    expect(await phone.stores.pulled.count()).toBe(whole);
    expect(seen.every((count) => count > 0)).toBe(true);
  });
});

const anAlarm = (index: number) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  version: 1,
  rule: 'smoke-high' as const,
  station: 'lk-smoke-01',
  lon: 122,
  lat: 37,
  status: 'raised' as const,
  opening: { name: 'smoke', value: 0.6, measuredAt: 0 },
  late: false,
  raisedAt: 0,
  clearedAt: null,
  acknowledged: null,
});

/** Forgets a chain's events after `seq`, as an old backup would. */
async function restoreTo(chain: string, seq: number, hash: string): Promise<void> {
  await hub.database.transaction(async (tx) => {
    await tx.query('delete from event_wrap where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('delete from event_part where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('delete from event where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('update chain set seq = $2, hash = $3 where id = $1', [chain, seq, hash]);
  });
}
