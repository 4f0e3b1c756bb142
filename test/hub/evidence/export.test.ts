import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { packContainer, readContainer } from '../../../src/protocol/evidence/container.ts';
import { manifestFile } from '../../../src/protocol/evidence/open-evidence.ts';
import { verifyEvidence } from '../../../src/protocol/evidence/verify-evidence.ts';
import { checkEvidence, nobody } from '../../support/checked-evidence.ts';
import { aPhoto, type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';

describe('an evidence package of a record', () => {
  let scene: EvidenceScene;
  let record: string;
  let bytes: Uint8Array<ArrayBuffer>;
  beforeAll(async () => {
    scene = await evidenceScene();
    await scene.recorded();
    record = await scene.recorded();
    await scene.dayPasses();
    bytes = await scene.exported({ records: [record] });
  });
  afterAll(() => scene.hub.close());

  const itemsOf = (file: Uint8Array<ArrayBuffer>) => {
    const read = readContainer(file, 'manifest.json');
    return new Map(read.ok ? read.items.map((item) => [item.path, item.bytes]) : []);
  };
  /** Packs other items and signs the list anew, as somebody with the hub's signing key could. */
  const resigned = async (change: (items: Map<string, Uint8Array<ArrayBuffer>>) => void) => {
    const items = itemsOf(bytes);
    const signed = JSON.parse(new TextDecoder().decode(items.get('manifest.json'))) as { raw: string };
    const manifest = JSON.parse(signed.raw) as object;
    items.delete('manifest.json');
    change(items);
    const described = [...items].map(async ([path, content]) => ({
      ...{ path, sha256: await sha256Hex(content), bytes: content.length },
    }));
    const raw = JSON.stringify({ ...manifest, items: await Promise.all(described) });
    const list = utf8(manifestFile(await scene.hub.keys.sign('evidence', raw)));
    const all = [...items].map(([path, content]) => ({ path, bytes: content }));
    return packContainer([{ path: 'manifest.json', bytes: list }, ...all]);
  };
  const withCase = (change: (text: string) => string) =>
    resigned((items) => {
      const text = new TextDecoder().decode(items.get('case.json'));
      if (change(text) === text) throw new Error('nothing was changed');
      items.set('case.json', utf8(change(text)));
    });

  it('is whole, and says so of every item', async () => {
    const result = await checkEvidence(bytes, { hub: scene.hub.keys.identityKid, roots: [] });
    expect(result.wrong).toEqual([]);
    expect(result.outcome).toBe('whole');
    const open = result.checks.filter(({ outcome }) => outcome === 'open').map(({ check }) => check);
    expect(open).toEqual(['stamp']);
    const list = result.checks.find(({ check, item }) => check === 'anchor' && item.startsWith('chains/'));
    expect(list?.text?.en).toMatch(
      /^line 2 of it stood so in the anchor of 2027-01-15, .*; the others are this package’s word$/,
    );
    const names = new Set(result.checks.map(({ check }) => check));
    for (const name of ['signature', 'grant', 'receipt', 'link', 'time', 'part', 'opened', 'document', 'anchor']) {
      expect(names).toContain(name);
    }
  });

  it('holds the photo as it was taken and the personal fields, and the answer names the file’s hash', async () => {
    const items = itemsOf(bytes);
    expect(items.get(`opened/${record}/2-photo.jpg`)).toEqual(aPhoto);
    expect(new TextDecoder().decode(items.get(`opened/${record}/1-fields.json`))).toContain('赵钱孙李某');
    const response = await scene.commander.ask('POST', '/api/v1/evidence', {
      ...{ records: [record], reason: '再次调取', open: false },
    });
    expect(response.headers['hulin-sha256']).toBe(await sha256Hex(new Uint8Array(response.rawPayload)));
    expect(itemsOf(new Uint8Array(response.rawPayload)).has(`opened/${record}/2-photo.jpg`)).toBe(false);
  });

  it('is the same file again but for the signature of its list', async () => {
    const [one, two] = [itemsOf(bytes), itemsOf(await scene.exported({ records: [record] }))];
    expect([...two.keys()]).toEqual([...one.keys()]);
    const other = [...one.keys()].filter((path) => String(one.get(path)) !== String(two.get(path)));
    expect(other).toEqual(['manifest.json']);
  });

  it('logs every part it opened, and that it was taken out', async () => {
    const [log] = await scene.hub.database.query(
      `select count(*) as n, min(reason) as reason, min(outcome) as outcome from opening where event = $1 and export is not null`,
      [record],
    );
    expect(log).toMatchObject({ reason: '法院调取', outcome: 'opened' });
    expect(Number(log?.['n']) % 2).toBe(0);
    const exports = await scene.hub.database.query('select opened, sha256 from evidence_export order by at limit 1');
    expect(exports).toEqual([{ opened: true, sha256: await sha256Hex(bytes) }]);
  });

  it('is known to come from another hub than the one named', async () => {
    const { wrong } = await checkEvidence(bytes, { hub: 'x'.repeat(43), roots: [] });
    expect(wrong).toEqual([`identity ${scene.hub.keys.identityKid}`]);
  });

  it('names what was changed though the list was signed anew', async () => {
    const act = await checkEvidence(await withCase((text) => text.replace('crop-burning', 'fireworks')));
    expect(act.wrong).toEqual(
      expect.arrayContaining([`signature ${record}`, `receipt ${record}`, `link ${record}`, `anchor ${record}`]),
    );
    const receipt = await checkEvidence(
      await withCase((text) => text.replace('\\"outcome\\":\\"stored\\"', '\\"outcome\\":\\"held\\"')),
    );
    expect(receipt.wrong).toEqual([`receipt ${record}`]);
    const grant = await checkEvidence(
      await withCase((text) => text.replaceAll('\\"role\\":\\"ranger\\"', '\\"role\\":\\"commander\\"')),
    );
    expect(grant.wrong).toContain(`grant ${record}`);
    const photo = await checkEvidence(
      await resigned((items) => items.set(`opened/${record}/2-photo.jpg`, utf8('another picture'))),
    );
    expect(photo.wrong).toEqual([`opened opened/${record}/2-photo.jpg`]);
    const chain = await checkEvidence(
      await resigned((items) => {
        const [path = ''] = [...items.keys()].filter((name) => name.startsWith('chains/'));
        const lines = new TextDecoder().decode(items.get(path)).split('\n');
        items.set(path, utf8([`1 ${'0'.repeat(64)}`, ...lines.slice(1)].join('\n')));
      }),
    );
    expect(chain.wrong).toEqual([`link ${record}`]);
    const law = await checkEvidence(
      await resigned((items) => {
        const [path = ''] = [...items.keys()].filter((name) => name.startsWith('documents/'));
        items.set(path, utf8('{}'));
      }),
    );
    expect(law.wrong).toHaveLength(1);
    expect(law.wrong[0]).toMatch(/^document documents\//);
  });

  it('tells a file that is no package at all', async () => {
    expect((await verifyEvidence(utf8('not a package'), nobody)).outcome).toBe('unreadable');
    const other = packContainer([{ path: 'other.txt', bytes: utf8('x') }]);
    expect((await verifyEvidence(other, nobody)).outcome).toBe('unreadable');
  });

  it('holds several records, and each chain once', async () => {
    const another = await scene.recorded();
    const both = await scene.exported({ records: [another, record], open: false });
    const result = await checkEvidence(both);
    expect(result.wrong).toEqual([]);
    expect(result.evidence?.file.chains).toHaveLength(1);
    const uncovered = result.checks.filter(({ check, outcome }) => check === 'anchor' && outcome === 'open');
    expect(uncovered.map(({ item }) => item)).toEqual([another]);
  });

  it('refuses a record the hub does not have, a stranger, a ranger, and no reason', async () => {
    const ask = { records: ['0190a0a0-0000-7000-8000-000000000000'], reason: '法院调取', open: true };
    expect((await scene.commander.ask('POST', '/api/v1/evidence', ask)).json()).toMatchObject({ code: 'not-found' });
    const ranger = await scene.ranger.signIn();
    expect((await ranger.ask('POST', '/api/v1/evidence', { ...ask, records: [record] })).statusCode).toBe(403);
    const silent = { records: [record], reason: ' ', open: true };
    expect((await scene.commander.ask('POST', '/api/v1/evidence', silent)).statusCode).toBe(400);
  });
});
