import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../device-sim/encode-message.ts';
import { noteClock, stampFor } from '../../device-sim/gateway-clock.ts';
import { Journal } from '../../device-sim/journal.ts';
import { readMessage } from '../../src/hub/mqtt/read-message.ts';

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hulin-clock-'));
  journal = new Journal(folder);
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The true moment of mono 0 of boot 2. */
const truth = Date.UTC(2026, 10, 30, 8);
const draft = { leaf: 'tel' as const, e: [{ bn: 's:', n: 'smoke', v: 0.1 }] };
const measured = (mono: number, boot = 2) => journal.add({ boot, seq: mono, draft, mono, stamp: null });

/** When the hub says it was measured, ms after the truth. */
function measuredAtHub(
  message: ReturnType<typeof measured>,
  { wallMs, monoMs }: { wallMs: number | null; monoMs: number },
): number | null {
  const clock = { wallMs: () => wallMs, monoMs: () => monoMs };
  noteClock(2, clock, journal);
  const stamp = stampFor(message, 1, { boot: 2, clock, journal });
  if (!stamp) return null;
  const payload = Buffer.from(encodeMessage(message, stamp));
  const read = readMessage({ topic: 'hulin/v1/gw-a/tel', payload, receivedAt: truth + monoMs, retained: false });
  if (read.kind !== 'message' || read.refusal) throw new Error('not a message');
  return (read.readings[0]?.measuredAt ?? Number.NaN) - truth;
}

describe('when it was measured', () => {
  it('is right though the clock was wrong by hours when it was measured, and set before it was sent', () => {
    const message = measured(60_000);
    noteClock(2, { wallMs: () => truth + 60_000 + 5 * 3_600_000, monoMs: () => 60_000 }, journal);
    expect(measuredAtHub(message, { wallMs: truth + 90_000, monoMs: 90_000 })).toBe(60_000);
  });

  it('is right though there was no clock then, and is one now', () => {
    const message = measured(60_000);
    expect(measuredAtHub(message, { wallMs: truth + 3_600_000, monoMs: 3_600_000 })).toBe(60_000);
  });

  it.each([
    ['there is none', null],
    ['it cannot be right', 0],
  ])('is told by the moment of arrival when %s', (_why, wallMs) => {
    expect(measuredAtHub(measured(60_000), { wallMs, monoMs: 75_000 })).toBe(60_000);
  });

  it('in a boot that knew the time stays right after a power cut, also over many segments', async () => {
    const message = measured(60_000, 1);
    noteClock(1, { wallMs: () => truth - 3_600_000, monoMs: () => 1000 }, journal);
    await journal.close();
    journal = new Journal(folder);
    expect(measuredAtHub(message, { wallMs: truth + 5000, monoMs: 5000 })).toBe(-3_600_000 - 1000 + 60_000);
  });

  it('in a boot that never knew is put as late as can be, and is not sent before the time is known', () => {
    const first = measured(60_000, 1);
    measured(90_000, 1);
    expect(measuredAtHub(first, { wallMs: null, monoMs: 5000 })).toBeNull();
    expect(measuredAtHub(first, { wallMs: truth + 5000, monoMs: 5000 })).toBe(60_000 - 90_000);
  });

  it('is what the records say when they say it', () => {
    const said = { ...draft, e: [{ bn: 's:', bt: (truth - 7000) / 1000, n: 'smoke', v: 0.1 }] };
    const message = journal.add({ boot: 2, seq: 1, draft: said, stamp: null });
    expect(measuredAtHub(message, { wallMs: truth + 5000, monoMs: 5000 })).toBe(-7000);
  });
});
