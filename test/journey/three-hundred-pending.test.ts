import { expect } from '@playwright/test';
import * as v from 'valibot';
import { pushAnswerSchema } from '../../src/protocol/custody.ts';
import { fivePlaces } from '../support/five-places.ts';
import type { HubProcess } from '../support/hub-process.ts';
import { hubRows, wholeChainAt } from './support/hub-eye.ts';
import { phoneRows } from './support/phone-database.ts';
import type { Ranger } from './support/ranger.ts';
import { journey } from './support/stage.ts';

interface Receipt {
  readonly raw: string;
  readonly sig: string;
  readonly kid: string;
}

journey(
  'three hundred records pending arrive exactly once though the hub dies twice, before its commit and after it',
  async ({ stage }) => {
    const hub = await stage.hub({ tampered: true });
    const ranger = await stage.ranger(hub, { at: fivePlaces.deepInForest });
    await ranger.loseSignal();
    await ranger.recordsMany(300);
    await expect(ranger.page.getByText('300 条记录、300 个附件待发送')).toBeVisible();

    await diesAtPush(hub, ranger, 'before-commit');
    expect(await violationsAt(hub)).toBe(0);
    await diesAtPush(hub, ranger, 'after-commit');
    const heardOnly = await violationsAt(hub);
    expect(heardOnly).toBeGreaterThan(0);
    expect(heardOnly).toBeLessThan(300);
    await ranger.findSignal();
    await ranger.triesNow();
    await expect(ranger.page.getByText('全部记录已收到')).toBeVisible({ timeout: 120_000 });

    await wholeChainAt(hub, 300);
    const receipts = await receiptsOfHub(hub);
    // What the hub had committed without being heard comes back with the phone's own events.
    await expect.poll(async () => (await receiptsOfPhone(ranger)).length, { timeout: 60_000 }).toBe(300);
    expect(await receiptsOfPhone(ranger)).toEqual(receipts);
    await repeatGivesSameReceipts(hub, ranger, receipts);
    await wholeChainAt(hub, 300);
  },
);

/** The hub kills itself at the next push, and is started again where the phone cannot reach it. */
async function diesAtPush(hub: HubProcess, ranger: Ranger, death: 'before-commit' | 'after-commit'): Promise<void> {
  hub.dieAt(death);
  await ranger.findSignal();
  await ranger.triesNow();
  expect(await hub.ended()).toBe('SIGKILL');
  await ranger.loseSignal();
  await hub.restart();
}

async function violationsAt(hub: HubProcess): Promise<number> {
  return (await hubRows(hub, "select 1 from event where kind = 'violation'")).length;
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
