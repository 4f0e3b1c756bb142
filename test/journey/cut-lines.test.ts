import { expect } from '@playwright/test';
import { seededRandom } from '../../src/hub/packages/seeded-random.ts';
import { fivePlaces } from '../support/five-places.ts';
import type { HubProcess } from '../support/hub-process.ts';
import type { Boundary, Cut, PartAttempt } from './support/cutting-line.ts';
import { routes } from './support/http-bytes.ts';
import { hubRows, wholeChainAt, wholePartsAt } from './support/hub-eye.ts';
import { phoneRows } from './support/phone-database.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

/** `CUTS=full` makes every cut, `CUTS=push,chunk` every cut of these exchanges; a number is the seed of another sample. */
const wanted = process.env['CUTS'] ?? '1';
const swept = wanted === 'full' ? routes : routes.filter((route) => wanted.split(',').includes(route));
const isFull = swept.length > 0;
const boundaries: readonly Boundary[] = ['nothing', 'head', 'inside', 'all-but-one', 'all'];
/** Of each route in the sample: this many breaks, and one stutter. */
const breaksPerRoute = 2;

/** Between which steps the battery falls out: the line holds what is under way, and the browser is killed. */
const deaths: readonly (readonly [when: string, held: Cut, before: readonly Cut[]])[] = [
  ['after the record was saved, before the hub was asked', holding('head', 'request', 'nothing'), []],
  ['after the push was committed, before its answer', holding('push', 'answer', 'nothing'), []],
  ['between two chunks of a photo', holding('chunk', 'request', 'nothing'), [delaying('chunk', 'answer', 'all')]],
  ['when a page has come, before its rows and cursor are kept', holding('pull', 'answer', 'all'), []],
];

journey('nothing is lost or doubled where the line is cut and where the browser dies', async ({ stage }) => {
  if (isFull) journey.setTimeout(3_600_000);
  console.log(isFull ? `every cut of ${swept.join(', ')}` : `a sample of cuts: CUTS=${wanted} makes the same again`);
  const hub = await stage.hub();
  const ranger = await stage.ranger(hub, { at: fivePlaces.inBelt });
  const { line } = ranger.phone;
  const planned = isFull ? everyCut() : sample(Number(wanted));
  line.plan(...planned);
  await ranger.isImpatient();
  let saved = 0;
  while (line.outstanding.length > 0) {
    if (isFull) planned.push(...(await meetsUnknownLine(ranger)));
    await ranger.recordsMany(1, { photographed: true });
    saved += 1;
    expect(saved, `records, and these are not cut: ${line.outstanding.map(nameOf).join(', ')}`).toBeLessThan(
      isFull ? planned.length + 10 : 10,
    );
    await arrives(hub, ranger, saved);
    if (isFull) console.log(`  record ${saved}: ${line.outstanding.length} of ${planned.length} cuts to go`);
  }
  expect(line.made.map(nameOf).toSorted()).toEqual(planned.map(nameOf).toSorted());

  for (const [when, held, before] of deaths) {
    await journey.step(when, async () => {
      // A page that has sent nothing knows nothing of the line, so that a photo goes by chunks.
      await arrives(hub, ranger, saved);
      await ranger.page.reload();
      await ranger.isImpatient();
      line.plan(...before);
      const isHeld = line.makes(held);
      await ranger.recordsMany(1, { photographed: true });
      saved += 1;
      await ranger.goes('记录');
      await ranger.showsOlder();
      await expect(ranger.rows).toHaveCount(saved);
      await ranger.asksAgain();
      await isHeld;
      await ranger.restartsPhone();
      await ranger.goes('记录');
      await ranger.showsOlder();
      await expect(ranger.rows).toHaveCount(saved);
      await ranger.isImpatient();
    });
  }
  await arrives(hub, ranger, saved);
  expect(line.outstanding).toEqual([]);

  const links = await wholeChainAt(hub, saved);
  const onPhone = await phoneRows<{ seq: number; raw: string }>(ranger.page, 'events');
  expect(onPhone.map(({ seq, raw }) => [seq, raw])).toEqual(links.map(({ seq, raw }) => [seq, raw]));
  expect(await hubRows(hub, 'select hash from event_fork union all select hash from quarantine')).toEqual([]);
  expect(await wholePartsAt(hub)).toBe(saved * 3); // the fields, the photo and its thumbnail
  await resendsOneChunkAtMost(hub, line.attempts);
});

/**
 * A page that knows nothing of the line yet sends a photo by chunks, whatever went through before; and asks how far one came where the
 * answer to a chunk was cut (a request that gets no byte back Chromium sends again by itself). Answers what is cut besides for it.
 */
async function meetsUnknownLine(ranger: Ranger): Promise<Cut[]> {
  const { line } = ranger.phone;
  await ranger.page.reload();
  await ranger.isImpatient();
  const isPlanned = (one: Cut['route']) => line.outstanding.some(({ route }) => route === one);
  const more: Cut[] = [{ route: 'chunk', side: 'answer', after: 'inside', manner: 'cut' }];
  if (!isPlanned('progress') || isPlanned('chunk')) return [];
  line.plan(...more);
  return more;
}

/** Whatever is cut: everything comes through in the end, and meanwhile no record is said to be where it is not. */
async function arrives(hub: HubProcess, ranger: Ranger, saved: number): Promise<void> {
  await ranger.goes('记录');
  await expect
    .poll(
      async () => {
        const said = await ranger.custodies();
        const there = await atHub(hub);
        expect(
          said.filter((custody) => custody === 'received' || custody === 'verified').length,
          'said to be received',
        ).toBeLessThanOrEqual(there.events);
        expect(said.filter((custody) => custody === 'verified').length, 'said to be whole').toBeLessThanOrEqual(
          there.whole,
        );
        await ranger.asksAgain();
        return said;
      },
      { timeout: 120_000, intervals: [400] },
    )
    .toEqual(Array.from({ length: saved }, () => 'verified'));
  await ranger.goes('首页');
  await expect(ranger.page.getByText('全部记录已收到')).toBeVisible();
}

/** How many records the hub has, and how many with all their parts. */
async function atHub(hub: HubProcess): Promise<{ events: number; whole: number }> {
  const [counted] = await hubRows<{ events: number; whole: number }>(
    hub,
    `select count(*)::int as events, (count(*) filter (where not exists
       (select 1 from event_part p where p.chain = e.chain and p.seq = e.seq and not exists
         (select 1 from part where part.sha256 = p.sha256))))::int as whole
     from event e where kind = 'violation'`,
  );
  return counted ?? { events: 0, whole: 0 };
}

/** Where a part goes on after a cut, it repeats at most the chunk that was under way. */
async function resendsOneChunkAtMost(hub: HubProcess, attempts: readonly PartAttempt[]): Promise<void> {
  const sizes = await hubRows<{ sha256: string; bytes: number }>(hub, 'select sha256, bytes from part');
  expect(new Set(attempts.map(({ part }) => part))).toEqual(new Set(sizes.map(({ sha256 }) => sha256)));
  for (const { sha256, bytes } of sizes) {
    const own = attempts.filter(({ part }) => part === sha256);
    for (const [index, { offset }] of own.entries()) {
      const before = own[index - 1];
      expect(offset).toBeGreaterThanOrEqual(before?.offset ?? 0);
      expect(offset).toBeLessThanOrEqual(before ? before.offset + before.bytes : 0);
    }
    expect(Math.max(...own.map((attempt) => attempt.offset + attempt.bytes))).toBe(bytes);
  }
}

function nameOf({ route, side, after, manner }: Cut): string {
  return [manner, route, side, after].join(' ');
}

function everyCut(): Cut[] {
  const manners = ['cut', 'delay'] as const;
  return manners.flatMap((manner) => cutsIn(manner, swept));
}

function cutsIn(manner: Cut['manner'], of: readonly Cut['route'][]): Cut[] {
  const sides = ['request', 'answer'] as const;
  const after = manner === 'delay' ? boundaries.filter((boundary) => boundary !== 'all') : boundaries;
  return of.flatMap((route) =>
    sides.flatMap((side) => after.map((boundary): Cut => ({ route, side, after: boundary, manner }))),
  );
}

/** Of every route a few breaks and then a stutter, which the exchange survives. */
function sample(seed: number): Cut[] {
  const random = seededRandom(seed);
  const choose = (manner: Cut['manner'], count: number) =>
    routes.flatMap((route) => shuffled(cutsIn(manner, [route]), random).slice(0, count));
  return [...choose('cut', breaksPerRoute), ...choose('delay', 1)];
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

function holding(route: Cut['route'], side: Cut['side'], after: Boundary): Cut {
  return { route, side, after, manner: 'hold' };
}

function delaying(route: Cut['route'], side: Cut['side'], after: Boundary): Cut {
  return { route, side, after, manner: 'delay' };
}
