import { expect } from '@playwright/test';
import * as v from 'valibot';
import { pushAnswerSchema } from '../../src/protocol/custody.ts';
import { fivePlaces } from '../support/five-places.ts';
import type { HubProcess } from '../support/hub-process.ts';
import { hubRows } from './support/hub-eye.ts';
import { phoneRows } from './support/phone-database.ts';
import { sha256 } from './support/picture.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

interface Receipt {
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
}

journey.describe('three hundred records pending', () => {
  for (const death of ['before-commit', 'after-commit'] as const) {
    journey(`arrive exactly once when the hub dies ${death.replace('-', ' its ')}`, async ({ stage }) => {
      const hub = await stage.hub({ tampered: true });
      const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest });
      await ranger.loseSignal();
      await ranger.recordsMany(300);
      await expect(ranger.page.getByText('300 条记录、300 个附件待发送')).toBeVisible();

      hub.dieAt(death);
      await ranger.findSignal();
      expect(await hub.ended()).toBe('SIGKILL');
      await hub.restart();
      const committed = await hubRows(hub, "select 1 from event where kind = 'violation'");
      expect(committed.length > 0).toBe(death === 'after-commit');
      await ranger.triesNow();
      await expect(ranger.page.getByText('全部记录已收到')).toBeVisible({ timeout: 120_000 });

      await hubHoldsWholeChain(hub, 300);
      const receipts = await receiptsOfHub(hub);
      // What the hub had committed without being heard comes back with the phone's own events.
      await expect.poll(async () => (await receiptsOfPhone(ranger)).length, { timeout: 60_000 }).toBe(300);
      expect(await receiptsOfPhone(ranger)).toEqual(receipts);
      await repeatGivesSameReceipts(hub, ranger, receipts);
      await hubHoldsWholeChain(hub, 300);
    });
  }
});

/** Numbers 1 to `count`, each naming the hash of the one before, every hash recomputed from the bytes. */
async function hubHoldsWholeChain(hub: HubProcess, count: number): Promise<void> {
  const rows = await hubRows<{ seq: number; hash: string; raw: string }>(
    hub,
    'select e.seq, e.hash, e.raw from event e join chain c on c.id = e.chain where c.device is not null order by e.seq',
  );
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(rows.map(({ raw }) => sha256(Buffer.from(raw)))).toEqual(rows.map(({ hash }) => hash));
  const prevs = rows.map(({ raw }) => (JSON.parse(raw) as { prev: string | null }).prev);
  expect(prevs).toEqual([null, ...rows.slice(0, -1).map(({ hash }) => hash)]);
}

async function receiptsOfHub(hub: HubProcess): Promise<Receipt[]> {
  return hubRows<Receipt & Record<string, string>>(
    hub,
    `select receipt_raw as raw, receipt_sig as sig, receipt_kid as kid
     from event e join chain c on c.id = e.chain where c.device is not null order by e.seq`,
  );
}

async function receiptsOfPhone(ranger: Ranger): Promise<Receipt[]> {
  const rows = await phoneRows<{ seq: number; receipt: Receipt }>(ranger.page, 'receipts');
  return rows
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ receipt: { raw, sig, kid } }) => ({ raw, sig, kid }));
}

/** The very requests the phone sent, sent once more by somebody on the line: known again, with the first receipts. */
async function repeatGivesSameReceipts(hub: HubProcess, ranger: Ranger, receipts: readonly Receipt[]): Promise<void> {
  const pushes = ranger.phone.network.pushes;
  expect(pushes.length).toBeGreaterThanOrEqual(2);
  for (const { headers, body } of pushes) {
    const response = await fetch(`${hub.url}/api/v1/push`, { method: 'POST', headers, body });
    const { raw } = (await response.json()) as { raw: string };
    const { results } = v.parse(pushAnswerSchema, JSON.parse(raw));
    for (const result of results) {
      if (result.outcome !== 'dup') throw new Error(`${JSON.stringify(result)} to a repeated push`);
      const { raw: receipt, sig, kid } = result.receipt;
      expect({ raw: receipt, sig, kid }).toEqual(receipts[result.seq - 1]);
    }
  }
}
