import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCurrent } from '../../../src/hub/rejudging/open-current.ts';
import { permitsToJudge } from '../../../src/hub/rejudging/permits-to-judge.ts';
import { rejudgeRecords } from '../../../src/hub/rejudging/rejudge-records.ts';
import { watchRejudging } from '../../../src/hub/rejudging/watch-rejudging.ts';
import type { Rejudgement } from '../../../src/protocol/pull.ts';
import { aBox } from '../../support/builders.ts';
import { fivePlaces, type NamedPlace } from '../../support/five-places.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { aPermitBody } from '../../support/some-permit.ts';
import { aViolationBody } from '../../support/some-violation.ts';

const builtIn = 'public/packages';
const signal = new AbortController().signal;
let folder: string;
let hub: HubUnderTest;
let ranger: Persona;
let commander: Persona;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hulin-rules-'));
  hub = await aHub({}, folder);
  ranger = await asRanger(hub);
  commander = await (await asCommander(hub)).signIn();
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

async function pushes({ lon, lat }: NamedPlace, verdict: object, changes: object = {}): Promise<string> {
  const body = aViolationBody();
  const event = await ranger.record({
    body: { ...body, ...changes, fix: { ...(body['fix'] as object), lon, lat }, verdict },
  });
  const { results } = await ranger.push([event]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['stored']);
  return (JSON.parse(event.raw) as { id: string }).id;
}

async function looksAgain(): Promise<void> {
  await hub.shelf.open();
  const documents = await openCurrent(hub.shelf, builtIn);
  await rejudgeRecords(hub.database, hub.clock.now(), documents, await permitsToJudge(hub.database), 0, signal);
}

async function told(): Promise<Rejudgement[]> {
  const changes = await commander.pullAll();
  return changes.filter(({ entity }) => entity === 'rejudgement').map(({ body }) => body as Rejudgement);
}

/** No outdoor fire at all within a kilometre or so, for this January. */
async function placeOrder({ lon, lat }: NamedPlace): Promise<string> {
  const notice = JSON.parse(await readFile(join(builtIn, 'weihai-2022-19/2/rulebook.json'), 'utf8')) as object;
  const order = {
    ...notice,
    ...{ id: 'county-order', version: '1', kind: 'order', inForceOn: '2027-01-10', expiresOn: '2027-01-31' },
    area: { name: { zh: '示例', en: 'example' }, outline: [aBox(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)] },
    zones: [
      {
        ...{ id: 'drawn', name: { zh: '划定区域', en: 'drawn area' }, base: [], beltMeters: 0 },
        ...{ distance: 'unspecified', exclusions: [], article: 1 },
      },
    ],
    periods: [
      {
        ...{ id: 'once', name: { zh: '禁火期', en: 'ban' }, tier: 'high-risk', every: 'once' },
        ...{ from: '2027-01-10', to: '2027-01-31', article: 1 },
      },
    ],
    bans: [{ what: 'every-act', zone: 'drawn', period: 'once' }],
    exceptions: [],
  };
  const place = join(folder, 'county-order', '1');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'rulebook.json'), JSON.stringify(order));
  return join(folder, 'county-order');
}

describe('records when the documents change', () => {
  it('are judged again, told to command where the verdict would be another, and not touched', async () => {
    const away = await pushes(fivePlaces.inTown, { kind: 'clear', reason: 'outside-zone', articles: [2] });
    await pushes(fivePlaces.deepInForest, { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] });
    await pushes(fivePlaces.inTown, { kind: 'unsure', reason: 'clock', articles: [] });
    const rows = () => hub.database.query('select * from event order by chain, seq');
    const before = await rows();
    await looksAgain();
    expect(await told()).toEqual([]);

    const order = await placeOrder(fivePlaces.inTown);
    await looksAgain();
    expect(await told()).toMatchObject([
      { event: away, would: { kind: 'banned', reason: 'in-zone', rulebook: { id: 'county-order', version: '1' } } },
    ]);
    await looksAgain();
    expect(await told()).toHaveLength(1);

    await rm(order, { recursive: true });
    await looksAgain();
    expect((await told()).at(-1)).toMatchObject({ event: away, would: null });
    expect(await rows()).toEqual(before);
    expect((await ranger.signIn().then(() => ranger.pullAll())).some(({ entity }) => entity === 'rejudgement')).toBe(
      false,
    );
  });

  it('are told of once though three hubs look at the same time', async () => {
    const wrong = await pushes(fivePlaces.deepInForest, { kind: 'clear', reason: 'outside-zone', articles: [2] });
    await Promise.all([looksAgain(), looksAgain(), looksAgain()]);
    expect((await told()).filter(({ event }) => event === wrong)).toHaveLength(1);
  });

  it('are looked at as they arrive and as documents do, until it is closed', async () => {
    const problems: unknown[] = [];
    const onProblem = (problem: unknown) => problems.push(problem);
    const watching = await watchRejudging({ ...hub, builtInFolder: builtIn, onProblem });
    const count = (await told()).length;
    const wrong = await pushes(fivePlaces.deepInForest, { kind: 'clear', reason: 'outside-zone', articles: [2] });
    await vi.waitUntil(async () => (await told()).length > count, { timeout: 30_000, interval: 100 });
    expect((await told()).at(-1)).toMatchObject({ event: wrong, would: { kind: 'banned' } });
    await watching.close();
    expect(problems).toEqual([]);
  });

  it('are judged again when a permit comes or is withdrawn, and none is changed', async () => {
    const burnt = await pushes(fivePlaces.deepInForest, { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] });
    await looksAgain();
    const rows = () => hub.database.query("select raw from event where kind = 'violation' order by chain, seq");
    const count = (await told()).length;
    const toldOf = async (event: string) => (await told()).slice(count).filter((one) => one.event === event);

    const permit = await commander.record({ kind: 'permit', body: aPermitBody() });
    await commander.push([permit]);
    await looksAgain();
    expect(await toldOf(burnt)).toMatchObject([
      { would: { kind: 'permitted', reason: 'permit', articles: [1, 2, 3] } },
    ]);

    const later = { happenedAt: hub.clock.now() + 60_000 };
    const unheard = await pushes(
      fivePlaces.deepInForest,
      { kind: 'permitted', reason: 'permit', articles: [3] },
      later,
    );
    await looksAgain();
    expect(await toldOf(unheard)).toEqual([]);
    const before = await rows();
    const { id } = JSON.parse(permit.raw) as { id: string };
    const withdrawal = { permit: id, reason: '气象突变' };
    await commander.push([await commander.record({ kind: 'permit-withdrawal', body: withdrawal, base: 1 })]);
    await looksAgain();
    expect(await toldOf(unheard)).toMatchObject([{ would: { kind: 'banned', reason: 'in-zone' } }]);
    expect(await toldOf(burnt)).toHaveLength(1); // what was done before the withdrawal was permitted
    expect(await rows()).toEqual(before);
  });

  it('are looked at anew by themselves when a permit comes', async () => {
    const burnt = await pushes(fivePlaces.inBelt, { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] });
    const watching = await watchRejudging({
      ...hub,
      builtInFolder: builtIn,
      onProblem: (problem) => expect.fail(String(problem)),
    });
    const first = await pushes(fivePlaces.inTown, { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] });
    const hasLooked = async () => (await told()).some(({ event }) => event === first);
    await vi.waitUntil(hasLooked, { timeout: 30_000, interval: 100 });
    const { lon, lat } = fivePlaces.inBelt;
    const area = aBox(lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002);
    await commander.push([await commander.record({ kind: 'permit', body: aPermitBody({ area }) })]);
    const isTold = async () =>
      (await told()).some(({ event, would }) => event === burnt && would?.kind === 'permitted');
    await vi.waitUntil(isTold, { timeout: 30_000, interval: 100 });
    await watching.close();
  });
});
