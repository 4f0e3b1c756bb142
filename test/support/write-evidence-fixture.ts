import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { readPem } from '../../src/protocol/time-stamp/certificate.ts';
import { type EvidenceScene, evidenceScene } from './evidence-scene.ts';
import { startTimeStamper, type TimeStamper } from './time-stamper.ts';

/**
 * Writes evidence packages as this build makes them: of a record with all there is about it, and of one that was erased. Run it once for
 * each new form, before it is released: `npx vitest run --config test/fixture.config.ts evidence`. What was released is never written again.
 */
const place = 'test/fixtures/evidence-3';
let scene: EvidenceScene;
let authority: TimeStamper;

beforeAll(async () => {
  authority = await startTimeStamper();
  scene = await evidenceScene(Date.now() - 86_400_000);
});
afterAll(async () => {
  await Promise.all([authority.close(), scene.hub.close()]);
});

it('writes the fixture', async () => {
  await mkdir(place, { recursive: true });
  const [record, erased] = [await scene.recorded(), await scene.recorded()];
  await scene.noted(record);
  await scene.administrator.ask('POST', '/api/v1/erasures', { records: [erased], because: 'request' });
  await scene.dayPasses({ stamps: { authority: { url: authority.url, roots: readPem(authority.root) }, fetch } });
  await writeFile(`${place}/opened.zip`, await scene.exported({ records: [record] }));
  await writeFile(`${place}/erased.zip`, await scene.exported({ records: [erased], open: false }));
});
