import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEvidence } from '../support/checked-evidence.ts';
import { asCommander, type Persona } from '../support/personas.ts';
import { type Phone, records } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

const [minute, hour] = [60_000, 3_600_000];

describe('a phone whose hub ran an hour ahead for a while', () => {
  let scene: PhoneScene;
  let commander: Persona;
  let phone: Phone;
  const ids: string[] = [];
  beforeAll(async () => {
    scene = await PhoneScene.begin();
    commander = await asCommander(scene.hub);
    ({ phone } = await scene.enrolledPhone());
    ids.push(await records(phone, 0));
    await phone.syncs();
    scene.hub.clock.pass(hour);
    await phone.syncs();
    ids.push(await records(phone, 0)); // written while the hub was wrong, sent when it is right
    scene.hub.clock.pass(minute - hour);
    await phone.syncs();
    ids.push(await records(phone, 0));
    await phone.syncs();
  });
  afterAll(() => scene.end());

  it('takes the hub’s word for its time again, once it has a fresh one', async () => {
    const events = await phone.database.events.toArray();
    const seen = events.map(({ raw }) => (JSON.parse(raw) as { at: { seen: number } }).at.seen - scene.hub.clock.now());
    expect(seen).toEqual([expect.any(Number), hour - minute, 0]);
  });

  it('has written what is whole; what was between the two times of the hub says so', async () => {
    scene.hub.clock.pass(2 * hour);
    await commander.signIn();
    const request = { records: ids, reason: '法院调取', open: false };
    const response = await commander.ask('POST', '/api/v1/evidence', request);
    const { outcome, wrong, checks } = await checkEvidence(new Uint8Array(response.rawPayload));
    expect({ outcome, wrong }).toEqual({ outcome: 'whole', wrong: [] });
    const times = checks.filter(({ check }) => check === 'time').map((one) => [one.outcome, one.text?.en ?? null]);
    expect(times).toEqual([
      ['right', null],
      [
        'open',
        'its phone had been told a time 59 min later than its receipt: the hub’s clock was wrong, or its word for it',
      ],
      ['right', null],
    ]);
  });
});
