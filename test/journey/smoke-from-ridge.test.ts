import { expect } from '@playwright/test';
import { fivePlaces } from '../support/five-places.ts';
import { GatewaySite, Observer } from './support/gateway-site.ts';
import { hubRows } from './support/hub-eye.ts';
import { journey } from './support/stage.ts';

/** Scenario seconds in one second: smoke is over the limit from second 19 to 61, and the sensor dies at second 80. */
const rate = 2;

journey.describe('smoke on the ridge', () => {
  journey('reaches command and the ranger, is acknowledged, clears; then the sensor dies', async ({ stage }) => {
    const hub = await stage.hub();
    const command = await stage.command(hub);
    const ranger = await stage.ranger(hub, { at: fivePlaces.inTown });
    const observer = await Observer.of(hub);
    const ridge = new GatewaySite(hub, 'gw-likou', 'smoulder', rate);
    const elsewhere = new GatewaySite(hub, 'gw-kunyu', 'quiet', 20);
    ridge.switchOn();
    elsewhere.switchOn();
    const sensor = await ridge.smokingSensor();

    await command.seesAlarm(sensor, 'waiting');
    await command.seesIncidentOnMap();
    await expect(ranger.page.getByRole('heading', { name: '疑似火情 待核实' })).toBeVisible();
    await expect(ranger.page.getByRole('alert').getByText(sensor)).toBeVisible();

    await command.seesStation('烟感', sensor, 'alarm');
    await elsewhere.pullPlug();
    await command.acknowledges(sensor);
    await command.seesAlarm(sensor, 'taken');
    await command.judgesIncident('属实');
    await expect(ranger.page.getByText('指挥台已接警')).toBeVisible();
    await expect(ranger.page.getByRole('heading', { name: '疑似火情 属实' })).toBeVisible();
    elsewhere.switchOn();

    await command.seesAlarm(sensor, 'over');
    await command.seesStation('烟感', sensor, 'fine');
    await expect(ranger.page.getByRole('heading', { name: '疑似火情 待核实' })).toBeHidden();
    await elsewhere.pullPlug();
    elsewhere.switchOn();
    await command.seesStation('烟感', sensor, 'unknown', 90_000);

    // Raised, acknowledged, verified with its incident, cleared: each once.
    expect(await hubRows(hub, "select status, version, late from alarm where rule <> 'silence'")).toEqual([
      { status: 'cleared', version: 4, late: false },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await ridge.switchOff();
    await elsewhere.switchOff();
    await observer.leave();
    await nothingLostOrDoubled(hub, observer);
  });
});

/** Every message heard is stored, numbers have no holes, and no reading stands twice. */
async function nothingLostOrDoubled(hub: Parameters<typeof hubRows>[0], { heard }: Observer): Promise<void> {
  const stored = () => hubRows<{ key: string }>(hub, "select gateway || '/' || boot || '/' || seq as key from message");
  await expect
    .poll(async () => {
      const keys = new Set((await stored()).map(({ key }) => key));
      return [...heard].filter((key) => !keys.has(key));
    })
    .toEqual([]);
  expect(heard.size).toBeGreaterThan(50);
  const boots = await hubRows<{ gateway: string; boot: number; first: number; holes: number }>(
    hub,
    'select gateway, boot, min(seq) as first, max(seq) - min(seq) + 1 - count(*) as holes from message group by 1, 2',
  );
  expect(boots.filter(({ gateway }) => gateway === 'gw-kunyu')).toHaveLength(3);
  expect(boots.filter(({ first, holes }) => first !== 1 || holes !== 0)).toEqual([]);
  // A sensor measures its smoke once at a time: the same moment twice would be the same reading under two numbers.
  const doubled = "select station, measured_at from reading where name = 'smoke' group by 1, 2 having count(*) > 1";
  expect(await hubRows(hub, doubled)).toEqual([]);
  expect(await hubRows(hub, 'select * from message_fork')).toEqual([]);
}
