import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { asRanger, type Persona } from '../../support/personas.ts';

type Sealed = Awaited<ReturnType<Persona['seal']>>;

/** A carrier knows ids, hashes and wrapped keys of what it carries, and may write under them what it likes. */
describe('opening a part that several events under one id name', () => {
  let scene: EvidenceScene;
  let rogue: Persona;
  beforeAll(async () => {
    scene = await evidenceScene();
  });
  beforeEach(async () => {
    await scene.commander.signIn();
    await scene.administrator.signIn();
    rogue = await asRanger(scene.hub, '孙替班');
  });
  afterAll(() => scene.hub.close());

  const sealed = (writer: Persona) => writer.seal([{ plain: utf8('甲'), role: 'fields', type: 'application/json' }]);
  const push = async (writer: Persona, { id, parts }: Sealed, wraps: Sealed['wraps']) => {
    await writer.head();
    const { results } = await writer.push([await writer.record({ id, parts, wraps })]);
    return results[0]?.outcome;
  };
  const put = async (writer: Persona, { sealed: parts }: Sealed) => {
    for (const { bytes, reference } of parts) await writer.putPartWell(reference.sha256, bytes);
  };
  const open = async ({ id, parts }: Sealed) => {
    const before = await openings();
    const answer = await scene.commander.ask('POST', '/api/v1/openings', { event: id, part: parts[0]?.sha256 });
    return { said: answer.statusCode === 200 ? answer.body : answer.json<{ code: string }>().code, before };
  };
  const openings = async () => {
    const rows = await scene.hub.database.query<{ outcome: string }>('select outcome from opening order by id');
    return rows.map(({ outcome }) => outcome);
  };
  const expectOpening = async (made: Sealed, said: string, logged: string) => {
    const opened = await open(made);
    expect(opened.said).toBe(said);
    expect(await openings()).toEqual([...opened.before, logged]);
  };
  const erase = (id: string) =>
    scene.administrator.ask('POST', '/api/v1/erasures', { records: [id], because: 'request' });

  it('finds the record’s own keys, whatever came after it', async () => {
    const record = await sealed(scene.ranger);
    await push(scene.ranger, record, record.wraps);
    expect(await push(rogue, record, [])).toBe('held');
    await put(scene.ranger, record);
    await expectOpening(record, '甲', 'opened');
  });

  it('finds them where the other came first, and took the id', async () => {
    const record = await sealed(scene.ranger);
    expect(await push(rogue, record, (await sealed(rogue)).wraps)).toBe('stored');
    expect(await push(scene.ranger, record, record.wraps)).toBe('held');
    await put(scene.ranger, record);
    await expectOpening(record, '甲', 'opened');
  });

  it('says that it cannot be where nobody’s keys open it', async () => {
    const record = await sealed(scene.ranger);
    await push(scene.ranger, record, []);
    await push(rogue, record, (await sealed(rogue)).wraps);
    await put(scene.ranger, record);
    await expectOpening(record, 'cannot-open', 'cannot-open');
  });

  it('opens nothing that was erased, though another device copied its keys', async () => {
    const record = await sealed(scene.ranger);
    await push(scene.ranger, record, record.wraps);
    expect(await push(rogue, record, record.wraps)).toBe('held');
    await put(scene.ranger, record);
    expect((await erase(record.id)).json()).toMatchObject({ erased: [record.id] });
    await expectOpening(record, 'cannot-open', 'cannot-open');
  });
});
