import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPem } from '../../../src/protocol/time-stamp/certificate.ts';
import type { Checked } from '../../support/checked-evidence.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { startTimeStamper, type TimeStamper } from '../../support/time-stamper.ts';

/** The authority's clock is the machine's: the hub's has to be there as well, after a day has passed. */
const yesterday = () => Date.now() - 86_400_000;

describe('time stamps over daily anchors', () => {
  let authority: TimeStamper;
  let scene: EvidenceScene;
  let record: string;
  beforeAll(async () => {
    [authority, scene] = await Promise.all([startTimeStamper(), evidenceScene(yesterday())]);
    record = await scene.recorded();
  });
  afterAll(async () => {
    await Promise.all([authority.close(), scene.hub.close()]);
  });

  const stamps = () => ({ authority: { url: authority.url, roots: readPem(authority.root) }, fetch });
  /** Of the first day: past midnight there is another. */
  const waiting = () =>
    scene.hub.database.query(
      'select tries, fault, token is not null as stamped from time_stamp t join anchor a on a.hash = t.anchor order by a.day limit 1',
    );
  const stampOf = ({ checks }: Checked) => checks.find(({ check }) => check === 'stamp');

  it('wait while the authority cannot be reached, and say why', async () => {
    authority.fails({ status: 503 });
    await scene.dayPasses({ stamps: stamps() });
    expect(await waiting()).toEqual([{ tries: 1, fault: 'HTTP 503', stamped: false }]);
    scene.hub.clock.pass(61_000);
    authority.fails({ body: 'a captive portal' });
    await scene.works({ stamps: stamps() });
    expect(await waiting()).toEqual([{ tries: 2, fault: 'unreadable', stamped: false }]);
    const open = await checkEvidence(await scene.exported({ records: [record] }), { hub: null, roots: [] });
    expect(stampOf(open)).toMatchObject({ outcome: 'open' });
  });

  it('are not asked for again before their time', async () => {
    const before = authority.asked();
    await scene.works({ stamps: stamps() });
    expect(authority.asked()).toBe(before);
  });

  it('are made when the line is back, and lead to the root that was given', async () => {
    authority.fails(null);
    scene.hub.clock.pass(130_000);
    await scene.works({ stamps: stamps() });
    expect(await waiting()).toEqual([{ tries: 3, fault: null, stamped: true }]);
    const bytes = await scene.exported({ records: [record] });
    const checked = await checkEvidence(bytes, { hub: null, roots: readPem(authority.root) });
    expect(checked.wrong).toEqual([]);
    expect(stampOf(checked)).toMatchObject({ outcome: 'right' });
    expect(checked.stamps[0]).toMatchObject({ authority: 'Test time stamps', faults: [] });
    expect(stampOf(await checkEvidence(bytes, { hub: null, roots: [] }))).toMatchObject({ outcome: 'open' });
  });

  it('of an authority that nobody named do not lead to the root', async () => {
    const other = await startTimeStamper();
    const bytes = await scene.exported({ records: [record] });
    const { checks } = await checkEvidence(bytes, { hub: null, roots: readPem(other.root) });
    await other.close();
    expect(checks.find(({ check }) => check === 'stamp')?.text?.en).toContain('does not lead to the root');
  });
});

describe('the daily asking for time stamps', () => {
  let authority: TimeStamper;
  let scene: EvidenceScene;
  beforeAll(async () => {
    [authority, scene] = await Promise.all([startTimeStamper(), evidenceScene()]);
    await scene.recorded();
  });
  afterAll(async () => {
    await Promise.all([authority.close(), scene.hub.close()]);
  });

  const writing = () =>
    scene.hub.database.query(
      'select query from pg_stat_activity where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()',
    );

  it('holds up nobody who waits for the transactions of now to end, as a backup does', async () => {
    let open: unknown[] | null = null;
    const slow = async () => {
      open = await writing();
      throw new TypeError('no line');
    };
    await scene.dayPasses({ stamps: { authority: { url: authority.url, roots: [] }, fetch: slow } });
    expect(open).toEqual([]);
  });

  it('keeps no stamp of another time than the hub’s: its clock or the authority’s is wrong', async () => {
    scene.hub.clock.pass(61_000);
    await scene.works({ stamps: { authority: { url: authority.url, roots: [] }, fetch } });
    const rows = await scene.hub.database.query('select fault, token is not null as stamped from time_stamp');
    expect(rows).toEqual([{ fault: 'wrong-time', stamped: false }]);
  });
});
