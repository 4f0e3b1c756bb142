import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { packagePaths } from '../../../src/protocol/current-packages.ts';
import { signedRulebookChangeSchema } from '../../../src/protocol/pull.ts';
import { readRulebookStatement, rulebookStatementFile } from '../../../src/protocol/rulebook-statement.ts';
import { aHub, type HubUnderTest, shelfOf } from '../../support/hub-under-test.ts';
import { anOrder } from '../../support/office-texts.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { runZones } from '../../support/run-zones.ts';

let root: string;
let hub: HubUnderTest;
let other: HubUnderTest;
let commander: Persona;
let ranger: Persona;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hulin-rulebooks-'));
  [hub, other] = [await aHub({}, root), await aHub()];
  [commander, ranger] = [await (await asCommander(hub)).signIn(), await (await asRanger(hub)).signIn()];
});
afterAll(async () => {
  await hub.close();
  await other.close();
  await rm(root, { recursive: true });
});

const sign = async (who: Persona, body: object) => {
  const { results } = await who.push([await who.record({ kind: 'rulebook', body: { ...body } })]);
  return results[0];
};
const whyHeld = async (who: Persona) => {
  const rows = await hub.database.query<{ because: string | null }>(
    'select held_because as because from event where chain = $1 order by seq desc limit 1',
    [who.chain],
  );
  return rows[0]?.because;
};
const place = async (id: string, version: string, changes: Record<string, unknown> = {}) => {
  const folder = join(root, id, version);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'rulebook.json'), anOrder({ id, version, ...changes }).document);
  return folder;
};
const statementOf = async (sha256: string) => (await ranger.ask('GET', packagePaths.statement(sha256))).body;

describe('every rulebook', () => {
  it('has the hub’s own signature about its bytes, dates and issuer, the built-in one too', async () => {
    await hub.shelf.open();
    const [builtIn] = hub.shelf.current.rulebooks;
    const read = await readRulebookStatement(await statementOf(builtIn!.sha256), hub.keys.identityKid, builtIn!.sha256);
    expect(read).toEqual({
      ok: true,
      statement: {
        ...{ v: 1, kind: 'rulebook', id: 'weihai-2022-19', version: builtIn!.version, sha256: builtIn!.sha256 },
        ...{ inForceOn: '2022-11-01', expiresOn: '2027-10-31', issued: { by: 'built-in' }, time: hub.clock.now() },
      },
    });
    expect((await ranger.ask('GET', packagePaths.statement('a'.repeat(64)))).statusCode).toBe(404);
  });

  it('keeps that signature byte for byte, whenever and wherever it is shelved again', async () => {
    await place('kept', '1');
    await hub.shelf.open();
    const { sha256 } = hub.shelf.current.rulebooks.find(({ id }) => id === 'kept')!;
    const first = await statementOf(sha256);
    hub.clock.pass(60_000);
    const again = shelfOf(hub, root);
    await again.open();
    expect(again.statement(sha256)).toBe(first);
    expect(await readFile(join(root, 'kept', '1', rulebookStatementFile), 'utf8')).toBe(first);
    await rm(join(root, 'kept'), { recursive: true });
  });

  it('is not served when the statement beside it is forged or about other bytes, and `zones check` says so', async () => {
    const bad: string[] = [];
    const look = async () => {
      bad.length = 0;
      const onBad = (folder: string, because: string) => bad.push(`${folder.slice(root.length + 1)}: ${because}`);
      const shelf = shelfOf(hub, root, { onBad });
      await shelf.open();
      return shelf.current.rulebooks.map(({ id }) => id);
    };
    const folder = await place('stated', '1');
    expect((await runZones(root, 'check', folder)).said).toMatch(/rulebook\.signed\.json: is missing/);
    expect(await look()).toContain('stated');
    const check = await runZones(root, 'check', folder);
    expect([check.code, check.answer]).toEqual([0, expect.stringContaining('whole; rulebook stated 1')]);

    const path = join(folder, rulebookStatementFile);
    const honest = await readFile(path, 'utf8');
    await writeFile(path, honest.replace('2027-09-30', '2028-09-30'));
    expect(await look()).not.toContain('stated');
    expect(bad).toEqual(['stated/1: rulebook.signed.json: its signature is wrong']);
    const forged = await runZones(root, 'check', folder);
    expect([forged.code, forged.said]).toEqual([1, expect.stringContaining('its signature is wrong')]);

    const { statement } = JSON.parse(honest) as { statement: { raw: string } };
    const { identity, certificates } = other.keys;
    const foreign = {
      v: 1,
      statement: await other.keys.sign('rulebook', statement.raw),
      keys: { identity, certificates },
    };
    await writeFile(path, JSON.stringify(foreign));
    expect(await look()).not.toContain('stated');
    expect(bad).toEqual(['stated/1: rulebook.signed.json: its keys are not those of this hub']);

    await writeFile(path, honest);
    await place('stated', '1', { documentNumber: '另一文号' });
    expect(await look()).not.toContain('stated');
    expect(bad).toEqual(['stated/1: rulebook.signed.json: it is about other bytes']);
    await rm(path);
    expect(await look()).not.toContain('stated');
    expect(bad).toEqual(['stated/1: stated/1 was signed with other bytes before: give it another version']);
    await rm(join(root, 'stated'), { recursive: true });
  });
});

describe('an order signed at a desk', () => {
  it('is served by its exact bytes, by every hub on the database, without any folder', async () => {
    const body = anOrder();
    const sha256 = await sha256Hex(body.document);
    expect(await sign(commander, body)).toMatchObject({ outcome: 'stored' });
    await hub.shelf.look();
    const second = shelfOf(hub, null);
    await second.open();
    for (const shelf of [hub.shelf, second]) {
      expect(shelf.current.rulebooks.map(({ id }) => id)).toEqual(['county-order-2027-1', 'weihai-2022-19']);
    }
    expect(second.current.digest).toBe(hub.shelf.current.digest);
    expect((await ranger.ask('GET', packagePaths.document(sha256))).body).toBe(body.document);
    const stated = await readRulebookStatement(await statementOf(sha256), hub.keys.identityKid, sha256);
    expect(stated).toMatchObject({
      ok: true,
      statement: { issued: { by: 'office', name: '周明', position: '法制科科长' } },
    });
    const changes = (await commander.pullAll()).filter(({ entity }) => entity === 'rulebook');
    expect(changes.map(({ body: said }) => v.parse(signedRulebookChangeSchema, said))).toMatchObject([
      { sha256, version: '1' },
    ]);
    expect((await ranger.pullAll()).filter(({ entity }) => entity === 'rulebook')).toEqual([]);
  });

  it('signed again with the same words changes nothing; with other words under the same version it is held', async () => {
    expect(await sign(commander, anOrder())).toMatchObject({ outcome: 'stored' });
    expect(await sign(commander, anOrder({ documentNumber: '改动' }))).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(commander)).toBe('version-taken');
    const takesNotice = anOrder({ id: 'weihai-2022-19', version: hub.shelf.current.rulebooks.at(-1)!.version });
    expect(await sign(commander, takesNotice)).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(commander)).toBe('version-taken');
    expect((await hub.database.query('select 1 as one from office_rulebook')).length).toBe(1);
  });

  it('in a later version takes the earlier one’s place, which can still be asked for', async () => {
    hub.clock.pass(1_000);
    expect(await sign(commander, anOrder({ version: '2', expiresOn: '2027-10-01' }))).toMatchObject({
      outcome: 'stored',
    });
    await hub.shelf.look();
    const order = hub.shelf.current.rulebooks.find(({ id }) => id === 'county-order-2027-1');
    expect(order?.version).toBe('2');
    expect(await hub.shelf.document(await sha256Hex(anOrder().document), false)).not.toBeNull();
  });

  it('by a ranger, or that is no rulebook of version 2, is held', async () => {
    const somebody = await asRanger(hub, '张某');
    expect(await sign(somebody, anOrder({ id: 'by-a-ranger' }))).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(somebody)).toBe('not-allowed');
    for (const document of [
      '{',
      '{"v":1}',
      anOrder({ bans: [{ what: 'entry', zone: 'x', period: 'order' }] }).document,
    ]) {
      expect(await sign(commander, { ...anOrder(), document })).toMatchObject({ outcome: 'held' });
      expect(await whyHeld(commander)).toBe('invalid-body');
    }
  });
});
