import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usualRetention } from '../../../src/hub/retention/retention.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

const dayMs = 86_400_000;

describe('a hub whose clock ran ahead past the next 1 July and was set right again', () => {
  let scene: EvidenceScene;
  const records: string[] = [];
  const problems: unknown[] = [];
  const onProblem = (problem: unknown) => problems.push(problem);
  const passes = async (days: number) => {
    scene.hub.clock.pass(days * dayMs);
    const { keys, clock } = scene.hub;
    await keys.renew(clock.now());
    scene.ranger.enrolment.hub.certificates.splice(0, Number.POSITIVE_INFINITY, ...keys.certificates);
    await scene.works({ onProblem });
    await scene.commander.signIn();
  };
  const anchors = () => scene.hub.database.query<{ day: string }>('select day from anchor order by place');
  const count = async (table: string) =>
    (await scene.hub.database.query<{ n: number }>(`select count(*)::integer as n from ${table}`))[0]?.n;

  beforeAll(async () => {
    scene = await evidenceScene();
    records.push(await scene.recorded());
    await passes(1);
    records.push(await scene.recorded());
  });
  afterAll(() => scene.hub.close());

  it('lets nothing go while it is ahead, and says so once a day', async () => {
    const wraps = await count('event_wrap');
    expect(wraps).toBeGreaterThan(0);
    await passes(1400);
    await scene.works({ onProblem });
    expect(await count('event_wrap')).toBe(wraps);
    expect(problems).toMatchObject([{ name: 'RetentionWaits', code: '2030-11-16..2030-11-19' }]);
    records.push(await scene.recorded());
  });

  it('goes on with its daily work at once', async () => {
    problems.length = 0;
    await passes(-1400);
    records.push(await scene.recorded());
    await passes(1);
    await passes(1);
    expect(problems).toEqual([]);
    const days = (await anchors()).map(({ day }) => day);
    expect(days).toEqual(['2027-01-15', '2030-11-15', '2027-01-16', '2027-01-17']);
    const jobs = await scene.hub.database.query("select day from daily_job where name = 'retention'");
    expect(jobs).toEqual([{ day: '2027-01-18' }]);
  });

  it('gives evidence that is whole; of what it received meanwhile the receipt alone is from a time to come', async () => {
    const given = { hub: scene.hub.keys.identityKid, roots: [] };
    const [first, second, ahead, fourth] = records as [string, string, string, string];
    const result = await checkEvidence(await scene.exported({ records: [first, second, fourth] }), given);
    expect(result.wrong).toEqual([]);
    expect(result.outcome).toBe('whole');
    expect(result.checks.filter(({ check, outcome }) => check === 'anchor' && outcome === 'open')).toEqual([]);
    const all = await checkEvidence(await scene.exported({ records: [first, ahead, fourth] }), given);
    expect(all.wrong).toEqual([]);
    const times = all.checks.filter(({ check, outcome }) => check === 'time' && outcome === 'open');
    expect(times).toMatchObject([
      { item: ahead, text: { en: expect.stringContaining('days later than this export') } },
    ]);
  });

  it('lets go what is due once the days have gone on for three', async () => {
    const retention = { ...usualRetention, parts: { other: 0 } };
    scene.hub.clock.pass(1400 * dayMs);
    for (let day = 0; day < 4; day++) {
      expect(await count('event_wrap')).toBe(4);
      await scene.works({ onProblem, retention });
      scene.hub.clock.pass(dayMs);
    }
    expect(await count('event_wrap')).toBe(1); // that of the season that has begun then
  });
});
