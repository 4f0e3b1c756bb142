import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asAdministrator, asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { someFields } from '../../support/some-violation.ts';

const photo = (text: string) => ({ plain: utf8(text), role: 'photo' as const, type: 'image/jpeg' });
const fields = () => ({ plain: utf8(JSON.stringify(someFields())), role: 'fields' as const, type: 'application/json' });

/** A pushed event with its sealed parts, none of them put yet. */
async function pushSealed(ranger: Persona, contents: Parameters<Persona['seal']>[0]) {
  const { id, wraps, parts, sealed } = await ranger.seal(contents);
  await ranger.push([await ranger.record({ id, parts, wraps })]);
  return { id, sealed };
}

describe('a part', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let commander: Persona;
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
    commander = await (await asCommander(hub)).signIn();
  });
  afterAll(() => hub.close());

  /** Every count there was, the superseded ones too; a pull tells the last alone. */
  const custodyOf = async (event: string) => {
    const rows = await hub.database.query<{ received: number }>(
      `select (body->>'received')::integer as received from change where entity = 'custody' and key = $1 order by n`,
      [event],
    );
    const pulled = (await commander.pullAll()).filter(({ entity, key }) => entity === 'custody' && key === event);
    expect(pulled.map(({ body }) => (body as { received: number }).received)).toEqual([rows.at(-1)?.received]);
    return rows.map(({ received }) => received);
  };

  it('that no event names is turned away, and nothing is kept of it', async () => {
    const bytes = utf8('nobody named me');
    const sha256 = await sha256Hex(bytes);
    expect((await ranger.putPart(sha256, bytes)).json()).toMatchObject({ status: 409, code: 'part-not-named' });
    expect(await hub.parts.has(sha256)).toBe(false);
  });

  it('whose bytes are others than named is turned away', async () => {
    const { sealed } = await pushSealed(ranger, [photo('one')]);
    const response = await ranger.putPart(sealed[0]?.reference.sha256 ?? '', utf8('two'));
    expect(response.json()).toMatchObject({ status: 422, code: 'hash-mismatch' });
  });

  it('counts towards its event, once however often it is put', async () => {
    const { id, sealed } = await pushSealed(ranger, [photo('a'), photo('b'), fields()]);
    for (const { bytes, reference } of [...sealed, ...sealed]) await ranger.putPartWell(reference.sha256, bytes);
    expect(await custodyOf(id)).toEqual([1, 2, 3]);
  });

  it('is counted right when all parts of an event arrive at once', async () => {
    const { id, sealed } = await pushSealed(
      ranger,
      Array.from({ length: 6 }, (_, index) => photo(`at once ${index}`)),
    );
    await Promise.all(sealed.map(({ bytes, reference }) => ranger.putPartWell(reference.sha256, bytes)));
    const told = await custodyOf(id); // those that were written down together are told of once
    expect(told.at(-1)).toBe(6);
    expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
  });

  it('does not fail with one that cannot be written down', async () => {
    const { id, sealed } = await pushSealed(
      ranger,
      Array.from({ length: 4 }, (_, index) => photo(`beside a bad one ${index}`)),
    );
    const bad = sealed[2]?.reference.sha256 ?? '';
    await hub.database.query(`alter table part add constraint no_such check (sha256 <> '${bad}')`);
    const puts = await Promise.all(sealed.map(({ bytes, reference }) => ranger.putPart(reference.sha256, bytes)));
    expect(puts.map(({ statusCode }) => statusCode)).toEqual([200, 200, 500, 200]);
    expect((await custodyOf(id)).at(-1)).toBe(3);
    await hub.database.query('alter table part drop constraint no_such');
    expect((await ranger.putPart(bad, sealed[2]?.bytes ?? utf8(''))).statusCode).toBe(200);
    expect((await custodyOf(id)).at(-1)).toBe(4);
  });

  it('put before may be named again: the new event has it at once', async () => {
    const { sealed } = await pushSealed(ranger, [photo('shared')]);
    const [only] = sealed;
    if (!only) throw new Error('one part expected');
    await ranger.putPartWell(only.reference.sha256, only.bytes);
    const event = await ranger.record({ parts: [only.reference] });
    const { missing } = await ranger.push([event]);
    expect(missing).not.toContain(only.reference.sha256);
    expect(await custodyOf((JSON.parse(event.raw) as { id: string }).id)).toEqual([1]);
  });

  it('of a held event is kept as well', async () => {
    const { parts, sealed, wraps } = await ranger.seal([photo('of tomorrow')]);
    const { results } = await ranger.push([await ranger.record({ kind: 'weather', parts, wraps })]);
    expect(results).toMatchObject([{ outcome: 'held' }]);
    for (const { bytes, reference } of sealed) await ranger.putPartWell(reference.sha256, bytes);
  });

  it('can be asked after: its size, or a 404', async () => {
    const { sealed } = await pushSealed(ranger, [photo('asked after')]);
    const [only] = sealed;
    if (!only) throw new Error('one part expected');
    const look = () =>
      ranger.signed('HEAD', `/api/v1/parts/${only.reference.sha256}`, undefined, { nonce: 'n'.repeat(20) });
    expect((await look()).statusCode).toBe(404);
    await ranger.putPartWell(only.reference.sha256, only.bytes);
    const response = await look();
    expect([response.statusCode, response.headers['hulin-bytes'], response.body]).toEqual([
      200,
      String(only.bytes.length),
      '',
    ]);
  });
});

describe('a part in chunks', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
  });
  afterAll(() => hub.close());

  const aPicture = async (bytes = 200_000) => {
    const plain = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)));
    const { sealed } = await pushSealed(ranger, [{ plain, role: 'photo', type: 'image/jpeg' }]);
    const [only] = sealed;
    if (!only) throw new Error('one part expected');
    return { sha256: only.reference.sha256, content: only.bytes };
  };

  it('goes on where the hub says, and is whole when the last one is there', async () => {
    const { sha256, content } = await aPicture();
    const bytes = content.length;
    expect(await ranger.partProgress(sha256)).toMatchObject({ bytes, offset: 0, complete: false });
    expect(await ranger.patchPart(sha256, 0, content.slice(0, 40_000))).toMatchObject({ offset: 40_000 });
    expect(await ranger.partProgress(sha256)).toMatchObject({ bytes, offset: 40_000, complete: false });
    expect(await ranger.patchPart(sha256, 40_000, content.slice(40_000))).toMatchObject({
      offset: bytes,
      complete: true,
    });
    expect(await ranger.partProgress(sha256)).toMatchObject({ offset: bytes, complete: true });
    expect(await hub.parts.get(sha256)).toEqual(new Uint8Array(content));
  });

  it('is told where it stands when a chunk begins elsewhere, and nothing is kept of that', async () => {
    const { sha256, content } = await aPicture();
    await ranger.patchPart(sha256, 0, content.slice(0, 1000));
    for (const offset of [0, 999, 1001, 30_000])
      expect(await ranger.patchPart(sha256, offset, content.slice(offset, offset + 500))).toMatchObject({
        offset: 1000,
      });
    expect(await ranger.patchPart(sha256, 1000, content.slice(1000))).toMatchObject({ complete: true });
  });

  it('is whole once, though two senders send the same chunks at once', async () => {
    const { sha256, content } = await aPicture();
    const answers = await Promise.all(Array.from({ length: 4 }, () => ranger.patchPart(sha256, 0, content)));
    expect(answers.every(({ complete }) => complete)).toBe(true);
    expect(await hub.parts.get(sha256)).toEqual(new Uint8Array(content));
  });

  it('is thrown away when its bytes are others than named, and can begin again', async () => {
    const { sha256, content } = await aPicture();
    const wrong = content.slice();
    wrong[7] = (wrong[7] ?? 0) ^ 1;
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const refused = await ranger.signed('PATCH', `/api/v1/parts/${sha256}?offset=0`, wrong, { headers });
    expect(refused.json()).toMatchObject({ status: 422, code: 'hash-mismatch' });
    expect(await ranger.partProgress(sha256)).toMatchObject({ offset: 0, complete: false });
    expect(await ranger.patchPart(sha256, 0, content)).toMatchObject({ complete: true });
  });

  it.each([
    ['?offset=-1', 400],
    ['?offset=1e3', 400],
    ['', 400],
    ['?offset=65600', 413],
  ])('with %j is refused', async (query, status) => {
    const { sha256 } = await aPicture();
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const refused = await ranger.signed('PATCH', `/api/v1/parts/${sha256}${query}`, utf8('abc'.repeat(99)), {
      headers,
    });
    expect(refused.statusCode).toBe(status);
  });

  it('that no event names is turned away', async () => {
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const refused = await ranger.signed('PATCH', `/api/v1/parts/${'b'.repeat(64)}?offset=0`, utf8('x'), { headers });
    expect(refused.json()).toMatchObject({ status: 409, code: 'part-not-named' });
  });
});

describe('an opening', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let commander: Persona;
  let event: string;
  let sealed: Awaited<ReturnType<typeof pushSealed>>['sealed'];
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
    commander = await (await asCommander(hub)).signIn();
    const pushed = await pushSealed(ranger, [
      fields(),
      photo('\xff\xd8 a picture'),
      { ...photo('<script>'), type: 'text/html' },
    ]);
    event = pushed.id;
    sealed = pushed.sealed;
    for (const { bytes, reference } of sealed) await ranger.putPartWell(reference.sha256, bytes);
  });
  afterAll(() => hub.close());

  const partAt = (index: number) => sealed[index]?.reference.sha256 ?? '';
  const openings = () =>
    hub.database.query<{ person: string; part: string; outcome: string; reason: string | null }>(
      'select person, part, outcome, reason from opening order by id',
    );

  it('gives the plaintext, never to be stored, and stands in the log', async () => {
    const response = await commander.ask('POST', '/api/v1/openings', { event, part: partAt(0), reason: '核实身份' });
    expect(response.json()).toEqual(someFields());
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    const entry = { person: commander.grant.person.id, part: partAt(0), outcome: 'opened', reason: '核实身份' };
    expect(await openings()).toEqual([entry]);
  });

  it('gives a photo as it was taken', async () => {
    const response = await commander.ask('POST', '/api/v1/openings', { event, part: partAt(1) });
    expect(response.headers['content-type']).toBe('image/jpeg');
    expect(response.rawPayload).toEqual(Buffer.from(utf8('\xff\xd8 a picture')));
  });

  it('never calls what a phone sent a page', async () => {
    const response = await commander.ask('POST', '/api/v1/openings', { event, part: partAt(2) });
    expect(response.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is not given, and not logged, when the log cannot be written', async () => {
    await hub.database.query('alter table opening rename to opening_away');
    const response = await commander.ask('POST', '/api/v1/openings', { event, part: partAt(0) });
    await hub.database.query('alter table opening_away rename to opening');
    expect(response.json()).toMatchObject({ status: 500, code: 'our-fault' });
    expect(response.body).not.toContain('赵钱孙李');
  });

  it('of a part the event does not name is not found, and logged', async () => {
    const response = await commander.ask('POST', '/api/v1/openings', { event, part: 'a'.repeat(64) });
    expect(response.json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await openings()).at(-1)).toMatchObject({ outcome: 'missing', part: 'a'.repeat(64) });
  });

  it('of a part whose wraps are gone cannot be: the person is erased', async () => {
    const erased = await pushSealed(ranger, [fields()]);
    for (const { bytes, reference } of erased.sealed) await ranger.putPartWell(reference.sha256, bytes);
    await hub.database.query('delete from event_wrap where seq = (select seq from event where id = $1)', [erased.id]);
    const part = erased.sealed[0]?.reference.sha256;
    const response = await commander.ask('POST', '/api/v1/openings', { event: erased.id, part });
    expect(response.json()).toMatchObject({ status: 422, code: 'cannot-open' });
  });

  it('is for command alone', async () => {
    await ranger.signIn();
    const response = await ranger.ask('POST', '/api/v1/openings', { event, part: partAt(0) });
    expect(response.json()).toMatchObject({ status: 403, code: 'not-allowed' });
    const administrator = await (await asAdministrator(hub)).signIn();
    expect((await administrator.ask('POST', '/api/v1/openings', { event, part: partAt(0) })).statusCode).toBe(200);
  });

  it('leaves no plaintext in any row of any table', async () => {
    const tables = await hub.database.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    const dumps = await Promise.all(
      tables.map(({ name }) =>
        hub.database.query<{ text: string }>(`select to_jsonb(t)::text as text from "${name}" t`),
      ),
    );
    const everything = dumps
      .flat()
      .map(({ text }) => text)
      .join('\n');
    expect(everything).toContain('crop-burning');
    const { name, idNumber, phone, plate, note } = someFields();
    for (const secret of [name, idNumber, phone, plate, note, idNumber.slice(-4).padStart(8, idNumber)]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
      expect(everything).not.toContain(Buffer.from(secret).toString('base64url'));
    }
  });
});
