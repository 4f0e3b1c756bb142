import { expect } from '@playwright/test';
import { GatewaySite } from './support/gateway-site.ts';
import { journey } from './support/stage.ts';

/** Longer than a sensor may be silent (1.8 heartbeats of ten seconds), shorter than the desk waits between two polls. */
const quietMs = 30_000;

journey('a desk in a quiet hour goes on showing sensors that report as alive', async ({ stage }) => {
  const hub = await stage.hub();
  const command = await stage.command(hub, 'commander');
  const site = new GatewaySite(hub, 'gw-kunyu', 'quiet', 2); // twice as often as the desk reckons with
  site.switchOn();
  await command.seesStation('烟感', '昆嵛山北脊烟感', 'fine', 60_000);
  const alive = command.station('昆嵛山北脊烟感').getByText('正常');
  const began = Date.now();
  for (let looks = 0; Date.now() - began < quietMs; looks += 1) {
    expect(await alive.isVisible(), `look ${looks}`).toBe(true);
    await command.page.waitForTimeout(500);
  }
});
