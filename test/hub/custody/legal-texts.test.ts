import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { canonicalLegalText } from '../../../src/protocol/legal-texts.ts';
import { signedLegalTextSchema } from '../../../src/protocol/pull.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { aSignedText } from '../../support/office-texts.ts';
import { asAdministrator, asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';

let hub: HubUnderTest;
let commander: Persona;
let ranger: Persona;
beforeAll(async () => {
  hub = await aHub();
  [commander, ranger] = [await (await asCommander(hub)).signIn(), await (await asRanger(hub)).signIn()];
});
afterAll(() => hub.close());

const versionsOf = async (who: Persona, id: string) => {
  const changes = await who.pullAll();
  const mine = changes.filter(({ entity, key }) => entity === 'legal-text' && key.startsWith(`${id}/`));
  return mine.map(({ body }) => v.parse(signedLegalTextSchema, body));
};
const sign = async (who: Persona, body: object, base = 0) => {
  const { results } = await who.push([await who.record({ kind: 'legal-text', body: { ...body }, base })]);
  return results[0];
};
const whyHeld = async (who: Persona) => {
  const rows = await hub.database.query<{ because: string | null }>(
    'select held_because as because from event where chain = $1 order by seq desc limit 1',
    [who.chain],
  );
  return rows[0]?.because;
};

describe('a legal text signed at a desk', () => {
  it('reaches phones and desks with who signed it and the hash records cite', async () => {
    const body = aSignedText({ id: 'first-text' });
    expect(await sign(commander, body)).toMatchObject({ outcome: 'stored' });
    const sha256 = await sha256Hex(canonicalLegalText(body.text));
    const { signedBy, text } = body;
    for (const who of [commander, ranger]) {
      const signed = { text, version: 1, sha256, signedBy, signedAt: hub.clock.now(), receivedAt: hub.clock.now() };
      expect(await versionsOf(who, 'first-text')).toMatchObject([signed]);
    }
  });

  it('is corrected by the next version; the earlier one stays', async () => {
    const administrator = await asAdministrator(hub);
    await sign(commander, aSignedText({ id: 'corrected' }));
    const title = { zh: '更正后的名称', en: 'corrected' };
    expect(await sign(administrator, aSignedText({ id: 'corrected', title }), 1)).toMatchObject({ outcome: 'stored' });
    const versions = await versionsOf(ranger, 'corrected');
    expect(versions.map(({ version, text }) => [version, text.title.zh])).toEqual([
      [1, aSignedText().text.title.zh],
      [2, '更正后的名称'],
    ]);
  });

  it('made from a version that is no longer current is kept and held, and overwrites nothing', async () => {
    const second = await asCommander(hub);
    await sign(commander, aSignedText({ id: 'contested' }));
    expect(await sign(second, aSignedText({ id: 'contested', fromOn: null }))).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(second)).toBe('superseded-base');
    expect(await versionsOf(ranger, 'contested')).toHaveLength(1);
    expect(await sign(second, aSignedText({ id: 'contested', fromOn: null }), 1)).toMatchObject({ outcome: 'stored' });
  });

  it('twice in one batch: the second counts on the first', async () => {
    const draft = { kind: 'legal-text', body: { ...aSignedText({ id: 'in-one-batch' }) } };
    const events = [await commander.record({ ...draft, base: 0 }), await commander.record({ ...draft, base: 1 })];
    expect((await commander.push(events)).results).toMatchObject([{ outcome: 'stored' }, { outcome: 'stored' }]);
    expect(await versionsOf(ranger, 'in-one-batch')).toHaveLength(2);
  });

  it('at two desks at once becomes one version, and one is held', async () => {
    const desks = await Promise.all([asCommander(hub), asCommander(hub), asAdministrator(hub)]);
    const answers = await Promise.all(desks.map((desk) => sign(desk, aSignedText({ id: 'raced' }))));
    expect(answers.map((answer) => answer?.outcome).toSorted()).toEqual(['held', 'held', 'stored']);
    expect(await versionsOf(ranger, 'raced')).toHaveLength(1);
  });

  it.each([
    ['a ranger', asRanger],
    ['a gate keeper', asGateKeeper],
  ])('by %s is held', async (_who, enrol) => {
    const person = await enrol(hub);
    expect(await sign(person, aSignedText({ id: 'not-theirs' }))).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(person)).toBe('not-allowed');
    expect(await versionsOf(commander, 'not-theirs')).toEqual([]);
  });

  const article = aSignedText().text.articles[0]!;
  const penalty = { when: null, warning: false, person: { from: 500, to: 300 }, unit: null };
  it.each([
    ['a fine that ends below its beginning', { articles: [{ ...article, penalties: [penalty] }] }],
    ['an article twice', { articles: [article, article] }],
    ['a day that is in no calendar', { fromOn: '2026-02-30' }],
    ['nobody’s signature', { verified: { by: null, on: null, note: { zh: '无', en: 'none' } } }],
    ['no title', { title: { zh: ' ', en: '' } }],
  ])('with %s is held as what it is', async (_what, changes) => {
    expect(await sign(commander, aSignedText({ id: 'faulty', ...changes }))).toMatchObject({ outcome: 'held' });
    expect(await whyHeld(commander)).toBe('invalid-body');
    expect(await versionsOf(commander, 'faulty')).toEqual([]);
  });
});
