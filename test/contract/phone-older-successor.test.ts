import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SuccessionStore } from '../../src/app/storage/succession-store.ts';
import { startSuccessor } from '../../src/app/sync/start-successor.ts';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
import { records } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

describe('a closed chain on a phone whose build is older, or newer again', () => {
  let scene: PhoneScene;
  beforeAll(async () => {
    scene = await PhoneScene.begin();
  });
  afterEach(() => scene.closePhones());
  afterAll(() => scene.end());

  const closes = async (chain: string) => {
    const { database, keys, clock } = scene.hub;
    return (await closeChain({ database, keys, clock }, chain, '01940000-0000-7000-8000-000000000001')) ?? '';
  };

  it('leaves nothing to write anew to an older build that takes over', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 25; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.people.goOffDuty(); // pushes, and pulls nothing
    await phone.syncs();
    const seenByOlder = async () => (await phone.database.receipts.toArray()).map(({ seq }) => seq);
    expect(await seenByOlder(), 'they came together').toEqual([]);
    await closes(chain);
    await phone.syncs();
    expect(await seenByOlder()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('does not have used twice what an older build wrote anew all the same', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const ids: string[] = [];
    for (let index = 0; index < 25; index += 1) ids.push(await records(phone, 0));
    await phone.people.goOffDuty();
    await phone.syncs();
    const successor = await closes(chain);
    const profile = await phone.keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const { successions } = phone.stores;
    const legacy = { ...(await successions.read(chain)), waiting: await phone.stores.chains.from(chain, 1, 25) };
    const store = {
      read: async () => legacy,
      succeed: (all: Parameters<SuccessionStore['succeed']>[0]) => successions.succeed(all),
    };
    await startSuccessor(
      store as unknown as SuccessionStore,
      profile,
      { successor, proven: null, said: profile.enrolled.answer },
      false,
    );
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile });
    await tab.syncs();
    const copies = await scene.hub.database.query<{ id: string; held_because: string | null }>(
      'select id, held_because from event where chain = $1 order by seq',
      [successor],
    );
    expect(copies).toEqual(ids.map((id) => ({ id, held_because: 'already-recorded' })));
  });
});
