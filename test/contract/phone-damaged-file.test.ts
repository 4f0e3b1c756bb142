import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exported, halves, troublesOf } from '../support/bundles.ts';
import { writtenAsOlder } from '../support/older-bundle.ts';
import { records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

/** Two events and two sealed parts of a phone that is gone, and who carries its file. */
const aFile = async () => {
  const [author, carrier] = [await scene.enrolledPhone(), await scene.enrolledPhone()];
  author.line.isDown = true;
  await author.phone.acknowledging.acknowledge(anAlarm(1));
  await records(author.phone, 1);
  return { author, carrier, ...(await halves(await exported(author.phone))) };
};
/** One bad sector: the line is zeroes up to its end. */
const spoilt = (text: string, place: number) =>
  text
    .split('\n')
    .map((line, index) => (index === place ? '\0'.repeat(line.length) : line))
    .join('\n');
const partsOf = (chain: string) =>
  scene.hub.database.query('select 1 from part p join event_part e on e.sha256 = p.sha256 where e.chain = $1', [chain]);

describe('a file that may be the only copy left', () => {
  it.each([
    ['the first line', (text: string) => spoilt(text, 0), [{ kind: 'line-elsewhere', line: 1 }]],
    ['the author’s line', (text: string) => spoilt(text, 1), [{ kind: 'line-elsewhere', line: 2 }]],
    [
      'a letter of the command’s name',
      (text: string) => text.replace(/"hub":"./, (found) => found.replace(/.$/, (one) => (one === 'A' ? 'B' : 'A'))),
      [{ kind: 'line-elsewhere', line: 1 }],
    ],
    ['a letter of the author’s key', (text: string) => text.replace(/"x":"./, '"x":"_'), []],
    ['the first line of an older app’s', (text: string) => spoilt(writtenAsOlder(text), 0), [{ kind: 'head' }]],
    [
      'the first line of an older app’s, torn off',
      (text: string) => writtenAsOlder(text).split('\n').slice(1).join('\n'),
      [{ kind: 'head' }],
    ],
  ] as const)('comes to the hub whole, whatever became of %s', async (_, change, troubles) => {
    const { author, carrier, text, tail } = await aFile();
    const taken = await carrier.phone.courier.take(new Blob([change(text), tail]));
    expect(taken).toMatchObject({ ok: true, events: 2, parts: 2 });
    expect(troublesOf(taken)).toEqual(troubles);
    await carrier.phone.syncs();
    await until(carrier.phone.courier.carried, ([one]) => one?.isDelivered === true);
    expect(await scene.hubRows(author.chain)).toHaveLength(2);
    expect(await partsOf(author.chain)).toHaveLength(2);
  });

  it('brings its receipts back without its first line', async () => {
    const { author, carrier, text, tail } = await aFile();
    await carrier.phone.courier.take(new Blob([text, tail]));
    await carrier.phone.syncs();
    const back = await carrier.phone.courier.exportReceipts();
    const receipts = await halves(back?.file ?? new Blob([]));
    for (const older of [spoilt(receipts.text, 0), spoilt(writtenAsOlder(receipts.text), 0)]) {
      await author.phone.database.receipts.clear();
      expect(await author.phone.courier.take(new Blob([older]))).toMatchObject({ ok: true, receipts: 2 });
    }
  });

  it('is known by its author’s key, though the line that could be read is another chain’s', async () => {
    const { author, carrier, text, tail } = await aFile();
    const other = writtenAsOlder(text).replace(
      `"author":{"chain":"${author.chain}"`,
      `"author":{"chain":"${carrier.chain}"`,
    );
    const taken = await carrier.phone.courier.take(new Blob([other, tail]));
    expect(taken).toMatchObject({ ok: true, events: 2, troubles: [] });
    await carrier.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(2);
  });

  it('is refused where its copy names another command, and item by item where it was changed', async () => {
    const { author, carrier, text, tail } = await aFile();
    const foreign = text.replaceAll(/"hub":"[^"]+"/g, `"hub":"${'A'.repeat(43)}"`);
    for (const file of [foreign, spoilt(foreign, 0)]) {
      expect(await carrier.phone.courier.take(new Blob([file]))).toEqual({ ok: false, because: 'other-hub' });
    }
    const altered = spoilt(text, 0).replace('"violation\\"', '"violatiom\\"');
    const taken = await carrier.phone.courier.take(new Blob([altered, tail]));
    expect(taken).toMatchObject({ ok: true, events: 1, parts: 0 });
    expect(troublesOf(taken)).toContainEqual({ kind: 'event', seq: 2, because: 'bad-signature' });
    await carrier.phone.syncs();
    expect(await scene.hubRows(author.chain)).toHaveLength(1);
  });

  it('is none of ours when it only looks like one from afar', async () => {
    const { phone } = await scene.enrolledPhone();
    for (const text of ['\0\n{"part":1}\n\n', `${'\0'.repeat(9)}\n\n{"event":{}}`, '[{"event":1}]']) {
      expect(await phone.courier.take(new Blob([text]))).toEqual({ ok: false, because: 'not-a-bundle' });
    }
  });
});
