import { expect } from '@playwright/test';
import type { Position } from 'geojson';
import { areaColours } from '../../src/app/map/colours.ts';
import { demoPolygons } from '../support/demo-packages.ts';
import { fivePlaces, type NamedPlace } from '../support/five-places.ts';
import { trueSignedDistance } from '../support/geodesic-truth.ts';
import type { HubProcess } from '../support/hub-process.ts';
import { phoneRows } from './support/phone-database.ts';
import type { Ranger } from './support/ranger.ts';
import { coloursAround } from './support/sample-pixels.ts';
import { journey } from './support/stage.ts';

const hourMs = 3_600_000;
const builtAt = Date.parse('2026-09-01T00:00:00+08:00');
const midnight = Date.parse('2026-11-01T00:00:00+08:00');
const places: readonly NamedPlace[] = Object.values(fivePlaces);

/** Weihai time, and by the notice's own words (articles 1 and 12) what is the reason wherever the place leaves a choice. */
const moments = [
  { when: '2026-10-31T23:59:59+08:00', inSeason: false, otherwise: 'out-of-season' },
  { when: '2026-11-01T00:00:00+08:00', inSeason: true, otherwise: 'outside-zone' },
  { when: '2027-05-31T23:59:59+08:00', inSeason: true, otherwise: 'outside-zone' },
  { when: '2027-06-01T00:00:00+08:00', inSeason: false, otherwise: 'out-of-season' },
  { when: '2027-10-31T12:00:00+08:00', inSeason: false, otherwise: 'out-of-season' },
  { when: '2027-11-01T00:00:00+08:00', inSeason: false, otherwise: 'not-in-force' },
] as const;

journey('a phone set to Los Angeles, an hour fast, opens without a hub and is right everywhere', async ({ stage }) => {
  const { hub, shiftMs } = await stage.hubAt(Date.parse(moments[0].when) - 6 * hourMs, builtAt);
  const clock = { shiftMs: shiftMs + hourMs };
  const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest, timeZone: 'America/Los_Angeles', clock });
  await expect(ranger.page.getByText(/手机时间快 (1 小时|59 分钟)，已自动校正/)).toBeVisible();
  await ranger.records({ act: 'picnic-fire' });
  await ranger.seesCustody('verified');

  for (const { when, inSeason, otherwise } of moments) {
    const toldMs = await meetsHub(ranger, hub, Date.parse(when) - hourMs);
    if (when === moments.at(-1)?.when) await hub.kill('SIGKILL');
    const skewMs = await coldStart(ranger, Date.parse(when), toldMs);
    for (const place of places) {
      await journey.step(`${when} ${place.name}`, async () => {
        await ranger.standAt(place);
        if (inSeason && isTrulyInZone(place)) await ranger.readsVerdict('banned', 'in-zone');
        else await ranger.readsVerdict('clear', otherwise);
      });
    }
    if (when === moments[0].when) await turnsAtMidnight(ranger, skewMs);
  }
  await findsGroundOnMap(ranger);
  await ranger.seesCustody('verified');
  expect(ranger.phone.network.strayed).toEqual([]);
});

/** Goes where there is signal at that moment, learns the time, and leaves again. Answers the skew known. */
async function meetsHub(ranger: Ranger, hub: HubProcess, at: number): Promise<number> {
  hub.shiftClock(at - Date.now());
  await ranger.findSignal();
  await ranger.phone.turnClock({ startsAt: at + hourMs });
  await expect.poll(async () => (await learnedClock(ranger))?.seen).toBeGreaterThanOrEqual(at);
  const skewMs = (await learnedClock(ranger))?.skewMs ?? 0;
  expect(Math.abs(skewMs - hourMs)).toBeLessThan(30_000);
  await ranger.loseSignal();
  await ranger.phone.close();
  return skewMs;
}

/** Opens the app anew with its clock standing at that moment, nobody answering. An answer heard while the signal went may have told the skew anew: answers the one known. */
async function coldStart(ranger: Ranger, at: number, skewMs: number): Promise<number> {
  ranger.phone.clock = { standsAt: at + skewMs };
  await ranger.opens();
  await expect(ranger.verdictCard).toBeVisible();
  const knownMs = (await learnedClock(ranger))?.skewMs ?? 0;
  if (knownMs === skewMs) return skewMs;
  await ranger.phone.close();
  return coldStart(ranger, at, knownMs);
}

async function learnedClock({ page }: Ranger): Promise<{ readonly seen: number; readonly skewMs: number } | undefined> {
  return (await phoneRows<{ seen: number; skewMs: number }>(page, 'clock'))[0];
}

/** Nobody touches the phone while midnight passes. */
async function turnsAtMidnight(ranger: Ranger, skewMs: number): Promise<void> {
  await journey.step('the verdict turns at midnight in Weihai by itself', async () => {
    await ranger.standAt(fivePlaces.inBelt);
    await ranger.readsVerdict('clear', 'out-of-season');
    await ranger.phone.turnClock({ startsAt: midnight + skewMs - 3_000 });
    await ranger.readsVerdict('banned', 'in-zone');
  });
}

/** Every kind of ground is drawn where it belongs. */
async function findsGroundOnMap(ranger: Ranger): Promise<void> {
  await expect(ranger.page.getByText('示例数据，非官方边界').first()).toBeVisible();
  await ranger.page.getByRole('button', { name: '放大地图' }).click();
  for (const place of places) {
    await journey.step(`the map ${place.name}`, async () => {
      await ranger.standAt(place);
      await ranger.centresMap();
      await expect.poll(() => commonest(coloursAround(ranger.page, ranger.map, 18))).toBe(areaColours[place.ground]);
    });
  }
}

/** By GeographicLib: in the forest or within 500 m of it, and not in a residential area. */
function isTrulyInZone({ lon, lat }: NamedPlace): boolean {
  const at: Position = [lon, lat];
  return (
    trueSignedDistance(at, demoPolygons('forest')) <= 500 && trueSignedDistance(at, demoPolygons('residential')) > 0
  );
}

async function commonest(colours: Promise<readonly string[]>): Promise<string | undefined> {
  const times = new Map<string, number>();
  for (const colour of await colours) times.set(colour, (times.get(colour) ?? 0) + 1);
  return [...times].find(([, count]) => count >= 9)?.[0];
}
