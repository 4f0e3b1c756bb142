import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { openDatabase } from '../../src/hub/store/database.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import { aPhone, type Phone, records, until } from '../support/phone.ts';

vi.setConfig({ testTimeout: 180_000 });

describe('a hub killed at a push', () => {
  let hub: HubProcess;
  let phone: Phone;
  let hasSignal = true;
  const online: Fetch = (path, init) =>
    hasSignal ? fetch(new URL(path, hub.url), init) : Promise.reject(new TypeError('no signal'));
  afterEach(async () => {
    phone.close();
    await hub.dispose();
  });

  it.each(['before-commit', 'after-commit'] as const)('%s has every record once when it is back', async (fault) => {
    hub = await startHub({ tampered: true });
    hasSignal = true;
    phone = aPhone({ fetch: online });
    const link = new URL(hub.links().ranger ?? '');
    expect(await phone.enrolment.enrol(link.hash, AbortSignal.timeout(30_000))).toMatchObject({ ok: true });
    for (let index = 0; index < 3; index += 1) await records(phone, 1);
    hub.dieAt(fault);
    await phone.syncs();
    expect(await hub.ended()).toBe('SIGKILL');
    hasSignal = false; // the phone tries again by itself; not before the hub's rows are counted
    expect(await eventsAfterRestart(fault === 'after-commit')).toBe(3);
    const own = await until(phone.records.all);
    expect(own.map(({ custody }) => custody)).toEqual(['received', 'received', 'received']);
  });

  /** Before the phone tries again nothing or all of the batch is there; afterwards the phone's and no more. */
  async function eventsAfterRestart(isCommitted: boolean): Promise<number> {
    await hub.restart();
    const place = encodeURIComponent(`${hub.dataFolder}/postgres`);
    const database = await openDatabase(`postgres://hulin@${place}:5432/hulin`);
    const count = async () => {
      const [row] = await database.query<{ n: number }>("select count(*) as n from event where kind = 'violation'");
      return row?.n ?? 0;
    };
    expect(await count()).toBe(isCommitted ? 3 : 0);
    hasSignal = true;
    await phone.syncs();
    await phone.syncs();
    const after = await count();
    await database.close();
    return after;
  }
});
