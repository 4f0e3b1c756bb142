import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundleText, writeBundleText } from '../../src/protocol/bundle.ts';
import { readAsOlder } from '../support/older-bundle.ts';

/** Files as the first apps wrote them: a queue, and receipts on their way back. */
const [olderQueue, olderReceipts] = ['bundle-v1', 'bundle-v1-receipts'].map(textOf) as [string, string];
const queue = rewritten(olderQueue);
const receiptsBack = rewritten(olderReceipts);

describe('a bundle’s lines', () => {
  it.each([
    ['a queue', olderQueue, 2, 3, 0, 3],
    ['receipts', olderReceipts, 0, 0, 2, 0],
  ])('of the first apps are read: %s', (_, text, authors, events, receipts, parts) => {
    const read = readWell(text);
    expect([read.damaged, read.lacking, read.hubs]).toEqual([[], 0, [hubOf(text)]]);
    const { text: said } = read;
    const counts = [said.authors, said.events, said.receipts, said.parts].map(({ length }) => length);
    expect(counts).toEqual([authors, events, receipts, parts]);
    expect(said.certificates).toHaveLength(2);
  });

  it.each([
    ['a queue', queue, olderQueue],
    ['receipts', receiptsBack, olderReceipts],
  ])('are read by the first apps without a word: %s', (_, text, older) => {
    const [read, before] = [readAsOlder(text), readAsOlder(older)];
    expect([read.damaged, read.lacking]).toEqual([[], 0]);
    expect(read.head).toEqual(before.head);
    expect(new Set(read.items.map((item) => JSON.stringify(item)))).toEqual(
      new Set(before.items.map((item) => JSON.stringify(item))),
    );
    expect(read.items.filter((item) => !('author' in item))).toEqual(
      before.items.filter((item) => !('author' in item)),
    );
  });

  it.each([
    ['a queue', queue],
    ['receipts', receiptsBack],
  ])('lose what stands in the damaged one and no more: %s', (_, text) => {
    const whole = readWell(text);
    for (const [index, line] of linesOf(text).entries()) {
      const read = readWell(damagedAt(text, index));
      const isItem = /^\{"(event|receipt|part)"/.test(line);
      expect(read.damaged, line).toEqual([{ line: index + 1, isElsewhere: !isItem }]);
      expect([read.lacking, read.hubs]).toEqual([0, whole.hubs]);
      expect(new Set(read.text.authors)).toEqual(new Set(whole.text.authors));
      expect(itemsIn(read)).toBe(itemsIn(whole) - (isItem ? 1 : 0));
    }
  });

  it('go on without the first where it stands but once', () => {
    const read = readWell(damagedAt(olderQueue, 0));
    expect(read.damaged).toEqual([{ line: 1, isElsewhere: false }]);
    expect([read.hubs, read.lacking]).toEqual([[], 0]);
    const { certificates, ...items } = readWell(olderQueue).text;
    expect(read.text).toEqual({ ...items, certificates: [] });
    expect(certificates).not.toEqual([]);
  });

  it('are read when the first was torn off', () => {
    const read = readWell(linesOf(queue).slice(1).join('\n'));
    expect([read.hubs, itemsIn(read)]).toEqual([[hubOf(queue)], 6]);
    expect(read.text.authors).toHaveLength(2);
  });

  it('say of a damaged author that he is lost where he stands but once', () => {
    expect(readWell(damagedAt(olderQueue, 1)).damaged).toEqual([{ line: 2, isElsewhere: false }]);
  });

  it('name both commands when the first and its copy differ, and take no damaged number for a newer file', () => {
    const other = queue.replace(hubOf(queue), 'A'.repeat(43));
    expect(readWell(other).hubs).toEqual(['A'.repeat(43), hubOf(queue)]);
    expect(readWell(queue.replace('"v":1', '"v":3'))).toMatchObject({ hubs: [hubOf(queue)], lacking: 0 });
    expect(readWell(queue.replace('"events":3', '"events":7')).lacking).toBe(0);
  });

  it('are a newer file’s when that is what the first says or, were it damaged, its copy', () => {
    const newer = queue.replaceAll('"hulin":"bundle","v":1', '"hulin":"bundle","v":2');
    for (const text of [newer, damagedAt(newer, 0), '{"hulin":"bundle","v":2}\n\n']) {
      expect(readBundleText(text)).toEqual({ ok: false, because: 'newer-bundle' });
    }
  });

  it('are none when nothing in them can be read', () => {
    for (const text of [
      '',
      '\n\n',
      '{}',
      'PK',
      linesOf(queue)
        .map(() => '{"what":1}')
        .join('\n'),
    ]) {
      expect(readBundleText(text)).toEqual({ ok: false, because: 'not-a-bundle' });
    }
  });

  it('count what is lacking of a file that ends too soon', () => {
    const lines = linesOf(queue);
    expect(readWell(lines.slice(0, 5).join('\n'))).toMatchObject({ damaged: [], lacking: 4 });
    const cut = [...lines.slice(0, 5), lines[5]?.slice(0, 40)].join('\n');
    expect(readWell(cut)).toMatchObject({ damaged: [{ line: 6, isElsewhere: false }], lacking: 3 });
  });
});

function textOf(name: string): string {
  const bytes = readFileSync(`test/fixtures/${name}.hulin`);
  return bytes.subarray(0, bytes.indexOf('\n\n') + 2).toString();
}

/** The same as this app writes it. */
function rewritten(text: string): string {
  const { head, items } = readAsOlder(text);
  return writeBundleText({
    ...{ hub: head.hub, madeAt: head.madeAt, certificates: head.certificates },
    authors: items.flatMap((item) => ('author' in item ? [item.author] : [])),
    events: items.flatMap((item) => ('event' in item ? [item.event] : [])),
    receipts: items.flatMap((item) => ('receipt' in item ? [item.receipt] : [])),
    parts: items.flatMap((item) => ('part' in item ? [item.part] : [])),
  });
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

function damagedAt(text: string, place: number): string {
  return linesOf(text)
    .map((line, index) => (index === place ? line.replaceAll('"', '\u0000') : line))
    .join('\n');
}

function hubOf(text: string): string {
  return readAsOlder(text).head.hub;
}

function readWell(text: string) {
  const read = readBundleText(text);
  if (!read.ok) throw new Error(read.because);
  return read;
}

function itemsIn({ text }: ReturnType<typeof readWell>): number {
  return text.events.length + text.receipts.length + text.parts.length;
}
