import { describe, expect, it } from 'vitest';
import { BackfillAsker } from '../../../src/hub/mqtt/ask-backfill.ts';
import type { Queryable } from '../../../src/hub/ports.ts';

/** A store in which every boot stands at 1 and has number 9 as well; counts what it is asked. */
function aStore(answer: () => Promise<void> = async () => undefined) {
  const asked: string[] = [];
  const query = async (_text: string, values: readonly (string | number)[] = []) => {
    asked.push(values.slice(0, 2).join('/'));
    await answer();
    return [{ up_to: 1, next: 9 }];
  };
  return { asked, db: { query } as unknown as Queryable };
}

const nobodyWaits = () => false;
const hole = (gateway: string, boot: number) => ({ gateway, boot, upTo: 1, highest: 9 });

/** The first look finds a hole, the second asks. */
async function looksTwice(asker: BackfillAsker): Promise<void> {
  await asker.look(nobodyWaits);
  await asker.look(nobodyWaits);
}

describe('asking for what is lacking', () => {
  it('keeps to the newest boots of a gateway that counts them for nothing, and leaves others theirs', async () => {
    const { asked, db } = aStore();
    const sent: object[] = [];
    const asker = new BackfillAsker(db, (_topic, payload) => sent.push(payload));
    asker.note(hole('gw-quiet', 1));
    for (let boot = 1; boot <= 5000; boot++) asker.note(hole('gw-mad', boot));
    await looksTwice(asker);
    expect(asked).toHaveLength(21);
    expect(sent).toHaveLength(21);
    expect(asked).toContain('gw-quiet/1');
    expect(asked).toContain('gw-mad/5000');
    expect(asked).not.toContain('gw-mad/4980');
  });

  it('asks a bounded number at one look, and everybody in the end', async () => {
    const { asked, db } = aStore();
    const asker = new BackfillAsker(db, () => undefined);
    for (let gateway = 0; gateway < 500; gateway++) asker.note(hole(`gw-${gateway}`, 1));
    await looksTwice(asker);
    expect(asked).toHaveLength(200);
    for (let look = 0; look < 3; look++) await asker.look(nobodyWaits);
    expect(new Set(asked).size).toBe(500);
  });

  it('begins no look while one goes on', async () => {
    let goOn: () => void = () => undefined;
    const { asked, db } = aStore(
      () =>
        new Promise((resolve) => {
          goOn = resolve;
        }),
    );
    const asker = new BackfillAsker(db, () => undefined);
    asker.note(hole('gw', 1));
    await asker.look(nobodyWaits);
    const slow = asker.look(nobodyWaits);
    for (let look = 0; look < 5; look++) await asker.look(nobodyWaits);
    goOn();
    await slow;
    expect(asked).toEqual(['gw/1']);
  });
});
