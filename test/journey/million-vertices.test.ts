import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { type Act, acts } from '../../src/domain/shared/codes.ts';
import { judgeAct } from '../../src/domain/verdict/judge-act.ts';
import type { Now, Verdict } from '../../src/domain/verdict/verdict.ts';
import { readRulebook } from '../../src/protocol/rulebook.ts';
import { fixesAmong, placeMillionVertices } from '../support/million-vertices.ts';
import { judgesInPage, prepareJudging } from './support/judging-page.ts';
import { phoneRows } from './support/phone-database.ts';
import { journey } from './support/stage.ts';

const twelve = Object.keys(acts) as Act[];

journey('a phone without signal says of a million vertices what the hub says', async ({ stage }) => {
  const hub = await stage.hub();
  const { sha256, zones, forests } = await placeMillionVertices(hub);
  const ranger = await stage.ranger(hub);
  await expect
    .poll(async () => (await phoneRows<{ zones: string[] }>(ranger.page, 'packagesInUse'))[0]?.zones, {
      timeout: 60_000,
    })
    .toEqual([sha256]);
  await hub.kill('SIGKILL');
  await ranger.phone.close();
  await ranger.standAt({ lon: 122, lat: 37.2 });
  await ranger.opens();
  await expect(ranger.verdictCard).toBeVisible();
  await expect.poll(() => prepareJudging(ranger.page), { timeout: 120_000 }).toEqual([sha256]);
  const now: Now = { kind: 'known', at: Date.parse('2026-12-15T10:00:00+08:00'), skewMs: 0 };
  const fixes = fixesAmong(forests, 300, 11);
  const said = await judgesInPage(ranger.page, twelve, fixes, now);
  const rulebook = await builtInRulebook();
  const hubs = fixes.map((fix) => twelve.map((act) => judgeAct(act, fix, now, [rulebook], [zones], [])));
  expect(said.map((row) => row.map(inShort))).toEqual(hubs.map((row) => row.map(inShort)));
  expect([...new Set(hubs.flat().map(({ kind }) => kind))].sort()).toEqual(['banned', 'clear', 'unsure']);
});

async function builtInRulebook() {
  const index = JSON.parse(await readFile('public/packages/index.json', 'utf8')) as { rulebook: { path: string } };
  return readRulebook(JSON.parse(await readFile(`public/packages/${index.rulebook.path}`, 'utf8')));
}

/** Distances to a tenth of a millimetre: two builds of one engine may differ in the last bit of a sine. */
function inShort({ kind, reason, articles, forestMeters, residentialMeters, edgeMeters }: Verdict): string {
  const meters = [forestMeters, residentialMeters, edgeMeters].map((distance) => distance?.toFixed(4) ?? '–');
  return [kind, reason, articles.join('+'), ...meters].join(' ');
}
