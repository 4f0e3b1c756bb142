import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PackageProblem } from '../../src/app/package-ports.ts';
import { judgeAct } from '../../src/domain/verdict/judge-act.ts';
import { openCurrent } from '../../src/hub/rejudging/open-current.ts';
import { rejudgeRecords } from '../../src/hub/rejudging/rejudge-records.ts';
import { packagePaths } from '../../src/protocol/current-packages.ts';
import { aHub, type HubUnderTest } from '../support/hub-under-test.ts';
import { anOrder } from '../support/office-texts.ts';
import { PackageScene, updateStateOf } from '../support/package-scene.ts';
import { judged, type Phone, records, until } from '../support/phone.ts';
import type { PhoneLine } from '../support/phone-line.ts';

let scene: PackageScene;
beforeAll(async () => {
  scene = await PackageScene.begin();
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.clear();
});
afterAll(() => scene.end());

const signatory = { name: '周明', position: '法制科科长' };
const never = new AbortController().signal;
/** 15 July 2027, outside the notice's season; within the order's box, far from the demonstration's forests. */
const july = Date.parse('2027-07-15T10:00:00+08:00');
const here = { lon: 122.01, lat: 37.21, accuracyMeters: 5, takenAt: july, source: 'gps' } as const;

async function verdictAt(phone: Phone) {
  const active = await until(phone.packages.active);
  if (!active) throw new Error('nothing to judge by');
  const rulebooks = active.rulebooks.map(({ rulebook }) => rulebook);
  const zones = active.zones.map((one) => one.zones);
  return judgeAct('welding', here, { kind: 'known', at: july, skewMs: 0 }, rulebooks, zones, []);
}
const isInUse = (id: string, version: string) => (active: Awaited<ReturnType<typeof activeOf>>) =>
  active?.rulebooks.some(({ rulebook }) => rulebook.id === id && rulebook.version === version) ?? false;
const activeOf = (phone: Phone) => until(phone.packages.active);

describe('an order signed at the desk', () => {
  it('bans on a phone after its next download, and past records are judged again by it', async () => {
    const { hub } = scene.phones;
    const [{ phone: desk }, { phone }] = [
      await scene.phones.enrolledPhone('commander'),
      await scene.phones.enrolledPhone(),
    ];
    await phone.packages.load();
    await phone.syncs();
    expect((await verdictAt(phone)).kind).toBe('clear');
    const draft = await phone.drafts.open();
    await phone.drafts.save({ ...draft, act: 'welding', fix: here, happenedAt: july });
    const verdict = { kind: 'clear', reason: 'out-of-season', articles: [1] } as const;
    const finished = await phone.drafts.finalise(draft.id, { ...judged, verdict: { ...verdict, articles: [1] } });
    expect(finished.ok).toBe(true);
    await phone.syncs();

    const { document } = anOrder();
    expect(await desk.office.signRulebook(document, signatory)).toMatchObject({ ok: true });
    await desk.syncs();
    await hub.shelf.look();
    await phone.updatesPackages();
    await until(phone.packages.active, isInUse('county-order-2027-1', '1'));
    const after = await verdictAt(phone);
    expect([after.kind, after.rulings[0]?.rulebook.id]).toEqual(['banned', 'county-order-2027-1']);

    const documents = await openCurrent(hub.shelf, 'public/packages');
    await rejudgeRecords(hub.database, hub.clock.now(), documents, [], 0, never);
    await desk.syncs();
    const [row] = await until(desk.pulled.violations, (rows) => rows.some(({ would }) => would !== null));
    expect(row?.would).toMatchObject({ kind: 'banned', rulebook: { id: 'county-order-2027-1', version: '1' } });
    expect(row?.body.verdict.kind).toBe('clear');
    await hub.database.query('delete from office_rulebook');
    await hub.shelf.look();
  });
});

describe('a rulebook and the hub’s own signature on it', () => {
  let other: HubUnderTest;
  beforeAll(async () => {
    other = await aHub();
  });
  afterAll(() => other.close());

  const forgeries: readonly [PackageProblem, (text: string) => Promise<string | null>][] = [
    ['rulebook-unsigned', async () => null],
    ['rulebook-forged', async (text) => text.replace('2027-10-31', '2037-10-31')],
    [
      'rulebook-forged',
      async (text) => {
        const { statement } = JSON.parse(text) as { statement: { raw: string } };
        const { identity, certificates } = other.keys;
        return JSON.stringify({
          v: 1,
          statement: await other.keys.sign('rulebook', statement.raw),
          keys: { identity, certificates },
        });
      },
    ],
    [
      'rulebook-forged',
      async (text) => {
        const { statement, keys } = JSON.parse(text) as { statement: { raw: string }; keys: object };
        return JSON.stringify({ v: 1, keys, statement: await scene.phones.hub.keys.sign('package', statement.raw) });
      },
    ],
    [
      'rulebook-other',
      async () => {
        const builtIn = (
          await scene.phones.hub.database.query<{ sha256: string }>(
            "select sha256 from rulebook_statement where version = '2'",
          )
        )[0];
        return scene.phones.hub.shelf.statement(builtIn?.sha256 ?? '');
      },
    ],
  ];

  it('is not taken without it, with a forged one or with another’s; the old one goes on, and the right one is taken later', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    await phone.syncs();
    await scene.placeRulebook('9');
    const wanted = scene.phones.hub.shelf.current.rulebooks.find(({ version }) => version === '9');
    for (const [problem, forge] of forgeries) {
      line.meddle = async ({ path, response }) => {
        if (path !== packagePaths.statement(wanted?.sha256 ?? '')) return response;
        const forged = await forge(await response.text());
        return new Response(forged ?? '{}', { status: forged === null ? 404 : 200 });
      };
      await phone.updatesPackages();
      expect((await updateStateOf(phone)).problem).toBe(problem);
      expect((await activeOf(phone))?.rulebooks[0].rulebook.version).toBe('2');
    }
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    await until(phone.packages.active, isInUse('weihai-2022-19', '9'));
    expect((await updateStateOf(phone)).problem).toBeNull();
    const statements = await until(phone.office.statements);
    expect(statements.get(wanted?.sha256 ?? '')).toMatchObject({ version: '9', issued: { by: 'placed' } });
  });
});

describe('a hub that is older than the app', () => {
  /** Its list says nothing of statements, and it knows no path to any. */
  const asOlder: PhoneLine['meddle'] = async ({ path, response }) => {
    if (path.startsWith(packagePaths.statement(''))) return new Response('{}', { status: 404 });
    if (!path.startsWith(packagePaths.current(''))) return response;
    const { raw } = (await response.json()) as { raw: string };
    const { statements: _unknown, ...older } = JSON.parse(raw) as Record<string, unknown>;
    return Response.json(await scene.phones.hub.keys.sign('package', JSON.stringify(older)));
  };

  it('is told apart: no rulebook of its is taken, the ones here go on, and its zones are taken all the same', async () => {
    const { phone, line } = await scene.phones.enrolledPhone();
    await phone.packages.load();
    line.meddle = asOlder;
    await phone.syncs();
    await scene.publish('3', 122.1);
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBeNull();
    const active = await until(phone.packages.active, (now) => now?.zones[0].citation.version === '3');
    expect(active?.rulebooks[0].rulebook.version).toBe('2');

    await scene.placeRulebook('11');
    await phone.updatesPackages();
    expect((await updateStateOf(phone)).problem).toBe('hub-too-old');
    expect((await activeOf(phone))?.rulebooks[0].rulebook.version).toBe('2');
    line.meddle = async ({ response }) => response;
    await phone.updatesPackages();
    await until(phone.packages.active, isInUse('weihai-2022-19', '11'));
    expect((await updateStateOf(phone)).problem).toBeNull();
  });
});

describe('the rulebook of an older record', () => {
  it('comes from the hub by its hash when the desk does not have it, and stays', async () => {
    await scene.placeRulebook('7');
    const { rulebooks } = scene.phones.hub.shelf.current;
    const old = rulebooks.find(({ version }) => version === '7');
    if (!old) throw new Error('not on the shelf');
    await scene.placeRulebook('8');
    const { phone: desk, line } = await scene.phones.enrolledPhone('commander');
    await desk.packages.load();
    await desk.syncs();
    await until(desk.packages.active, isInUse('weihai-2022-19', '8'));
    const citation = { id: old.id, version: old.version, sha256: old.sha256, demonstration: false };
    expect((await desk.packages.citedRulebook(citation))?.version).toBe('7');
    line.isDown = true;
    expect((await desk.packages.citedRulebook(citation))?.articles.length).toBe(12);
    expect(await desk.packages.citedRulebook({ ...citation, sha256: 'c'.repeat(64) })).toBeNull();
    await records(desk, 0);
  });
});
