import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayStanding } from '../../../src/protocol/evidence/check-standing.ts';
import { readCase } from '../../../src/protocol/evidence/read-case.ts';
import { type Checked, checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { asRanger } from '../../support/personas.ts';

describe('an evidence package of what the hub held', () => {
  let scene: EvidenceScene;
  let held: string;
  let seq: number;
  beforeAll(async () => {
    scene = await evidenceScene();
    const { hub, ranger, administrator } = scene;
    await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device });
    held = await scene.recorded();
    [{ seq } = { seq: 0 }] = await hub.database.query<{ seq: number }>(
      "select seq from event where id = $1 and outcome = 'held'",
      [held],
    );
  });
  afterAll(() => scene.hub.close());

  const checked = async () => checkEvidence(await scene.exported({ records: [held] }));
  const decide = (outcome: string) =>
    scene.commander.ask('POST', '/api/v1/reviews', { chain: scene.ranger.chain, seq, outcome });
  const standing = ({ checks }: Checked) => checks.find(({ check }) => check === 'standing');
  const told = ({ evidence }: Checked) => {
    const one = evidence && readCase(evidence)[0];
    return one ? sayStanding(one.standing) : null;
  };

  it('says that it is not used, and that its device was revoked', async () => {
    const result = await checked();
    expect(result.wrong).toEqual([]);
    expect(standing(result)).toMatchObject({ outcome: 'open', item: held });
    expect(told(result)).toEqual({ zh: '平台扣留待审查，未采用', en: 'held by the hub for review: not used' });
    const grant = result.checks.find(({ check }) => check === 'grant');
    expect(grant).toMatchObject({ outcome: 'right', text: { en: 'the device was revoked 2027-01-15 10:00:00' } });
  });

  it('says who decided not to use it, and when', async () => {
    await decide('refused');
    const result = await checked();
    expect(result.wrong).toEqual([]);
    expect(standing(result)?.outcome).toBe('open');
    expect(told(result)?.zh).toBe('平台因“设备已吊销”扣留，2027-01-15 10:00:00 由 李指挥 审查后不予采用');
  });

  it('says who took it into use after all, and when', async () => {
    expect((await decide('released')).statusCode).toBe(204);
    await scene.dayPasses();
    const result = await checked();
    expect(result.wrong).toEqual([]);
    expect(standing(result)?.outcome).toBe('right');
    expect(told(result)?.en).toBe('held at first (device revoked), taken into use 2027-01-15 10:00:00 by 李指挥');
  });

  it('of a phone that was lost says which of its records are in doubt, and between which moments each was made', async () => {
    const lost = await evidenceScene();
    const { hub, administrator, ranger } = lost;
    try {
      const before = await lost.recorded();
      hub.clock.pass(3_600_000);
      const lostFrom = hub.clock.now();
      hub.clock.pass(3_600_000);
      const between = await lost.recorded();
      await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device, lostFrom });
      hub.clock.pass(60_000);
      const late = await lost.recorded(); // brought by a courier, maybe
      const result = await checkEvidence(await lost.exported({ records: [before, between, late] }));
      expect(result.wrong).toEqual([]);
      const grants = result.checks.filter(({ check }) => check === 'grant');
      expect(grants.map(({ item, outcome }) => [item, outcome])).toEqual([
        ...[
          [before, 'right'],
          [between, 'open'],
          [late, 'open'],
        ],
      ]);
      expect(grants[1]?.text?.en).toContain(
        'lost from 2027-01-15 11:00:00 on; this came later and was made before 2027-01-15 12:00:00',
      );
    } finally {
      await hub.close();
    }
  });

  it('of a person without a grant is whole too, and open', async () => {
    const { ranger } = scene;
    const other = await asRanger(scene.hub, '孙替班');
    const event = await other.record({ person: ranger.grant.person.id });
    await other.push([event]);
    const { id } = JSON.parse(event.raw) as { id: string };
    const result = await checkEvidence(await scene.exported({ records: [id] }));
    expect(result.wrong).toEqual([]);
    expect(result.checks.find(({ check }) => check === 'grant')?.outcome).toBe('open');
  });
});
