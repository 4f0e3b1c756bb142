import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../../src/protocol/pull.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

const [jpeg, role] = ['image/jpeg', 'photo'] as const;
const aPhoto = () => ({ plain: crypto.getRandomValues(new Uint8Array(64)), role, type: jpeg });

describe('how many parts of an event have come', () => {
  let hub: HubUnderTest;
  let [ranger, rogue, commander] = [] as unknown as [Persona, Persona, Persona];
  beforeAll(async () => {
    hub = await aHub();
    [ranger, rogue] = [await asRanger(hub), await asRanger(hub, '孙替班')];
    commander = await (await asCommander(hub)).signIn();
  });
  afterAll(() => hub.close());

  type Sealed = Awaited<ReturnType<Persona['seal']>>;
  const push = async (writer: Persona, { id, parts }: Pick<Sealed, 'id' | 'parts'>) => {
    const { results } = await writer.push([await writer.record({ id, parts })]);
    return results[0]?.outcome;
  };
  const put = async (writer: Persona, { sealed }: Sealed) => {
    for (const { bytes, reference } of sealed) await writer.putPartWell(reference.sha256, bytes);
  };
  /** As a desk keeps it: of one key the newest. */
  const toldOf = async (id: string) => {
    const told = new Map<string, Extract<Change, { entity: 'custody' }>['body']>();
    for (const { entity, key, body } of await commander.pullAll())
      if (entity === 'custody') told.set(key, body as Extract<Change, { entity: 'custody' }>['body']);
    return [...told].filter(([, body]) => body.event === id);
  };

  it('is told under the record’s id, and of what another device wrote under it at its place alone', async () => {
    const record = await ranger.seal([aPhoto(), aPhoto()]);
    expect(await push(ranger, record)).toBe('stored');
    await put(ranger, record);
    const more = await rogue.seal([aPhoto()]);
    expect(await push(rogue, { id: record.id, parts: [...more.parts, ...record.parts.slice(0, 1)] })).toBe('held');
    await put(rogue, more);
    const [own, strangers] = await toldOf(record.id);
    expect(own).toMatchObject([record.id, { chain: ranger.chain, parts: 2, received: 2 }]);
    expect(strangers).toMatchObject([expect.stringMatching(`^${rogue.chain}/\\d+$`), { parts: 2, received: 2 }]);
  });

  it('of each is told as one part comes for all of them', async () => {
    const record = await ranger.seal([aPhoto(), aPhoto()]);
    expect(await push(rogue, record)).toBe('stored');
    expect(await push(ranger, record)).toBe('held');
    await put(ranger, record);
    const told = await toldOf(record.id);
    expect(told.map(([key, { chain, received }]) => [key === record.id, chain, received])).toEqual(
      expect.arrayContaining([
        [true, rogue.chain, 2],
        [false, ranger.chain, 2],
      ]),
    );
    expect(told).toHaveLength(2);
  });
});
