import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import type { LegalCitation } from '../../../src/protocol/event.ts';
import { packContainer, readContainer } from '../../../src/protocol/evidence/container.ts';
import type { EvidenceCase } from '../../../src/protocol/evidence/evidence-package.ts';
import { manifestFile } from '../../../src/protocol/evidence/open-evidence.ts';
import { canonicalLegalText } from '../../../src/protocol/legal-texts.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { aPhoto, type EvidenceScene, evidenceScene } from '../../support/evidence-scene.ts';
import { aSignedText, builtInTexts } from '../../support/office-texts.ts';

type Items = Map<string, Uint8Array<ArrayBuffer>>;

describe('the legal texts behind a record, in its evidence package', () => {
  let scene: EvidenceScene;
  let record: string;
  let items: Items;
  let signed: LegalCitation;
  let builtIn: LegalCitation;
  beforeAll(async () => {
    scene = await evidenceScene();
    const body = aSignedText({ id: 'signed-for-evidence' });
    await scene.commander.push([await scene.commander.record({ kind: 'legal-text', body: { ...body }, base: 0 })]);
    // A later version, that the record does not cite.
    const title = { zh: '后来更正的', en: 'corrected later' };
    const later = aSignedText({ id: 'signed-for-evidence', title });
    await scene.commander.push([await scene.commander.record({ kind: 'legal-text', body: { ...later }, base: 1 })]);
    signed = await cite(body.text, 'signed-1');
    builtIn = await cite(builtInTexts[1], '1');
    const further = { rulings: [], zones: [], permit: null, legal: [signed, builtIn] };
    record = await scene.recorded(aPhoto, { further });
    items = itemsOf(await scene.exported({ records: [record] }));
  });
  afterAll(() => scene.hub.close());

  const cite = async (text: unknown, version: string): Promise<LegalCitation> => {
    const content = canonicalLegalText(text);
    const { id, title, documentNumber, fromOn, toOn, verified } = JSON.parse(content) as (typeof builtInTexts)[number];
    const frame = { documentNumber, fromOn, toOn, because: 'in-force' as const, verified, articles: [] };
    return { text: id, title, version, sha256: await sha256Hex(content), ...frame };
  };
  const itemsOf = (file: Uint8Array<ArrayBuffer>): Items => {
    const read = readContainer(file, 'manifest.json');
    return new Map(read.ok ? read.items.map((item) => [item.path, item.bytes]) : []);
  };
  const caseOf = (all: Items) => JSON.parse(new TextDecoder().decode(all.get('case.json'))) as EvidenceCase;
  /** The same package with its case changed, its list made and signed anew. */
  const checkedWith = async (change: (file: EvidenceCase, all: Items) => void) => {
    const all = new Map(items);
    const list = JSON.parse(new TextDecoder().decode(all.get('manifest.json'))) as { raw: string };
    all.delete('manifest.json');
    const file = caseOf(all);
    change(file, all);
    all.set('case.json', utf8(JSON.stringify(file)));
    const described = [...all].map(async ([path, content]) => ({
      ...{ path, sha256: await sha256Hex(content), bytes: content.length },
    }));
    const raw = JSON.stringify({ ...(JSON.parse(list.raw) as object), items: await Promise.all(described) });
    const manifest = utf8(manifestFile(await scene.hub.keys.sign('evidence', raw)));
    const contents = [...all].map(([path, bytes]) => ({ path, bytes }));
    return checkEvidence(packContainer([{ path: 'manifest.json', bytes: manifest }, ...contents]));
  };
  const withoutLaw = (file: EvidenceCase, all: Items, sha256: string) => {
    file.documents = file.documents.filter((one) => one.sha256 !== sha256);
    all.delete(`documents/${sha256}.json`);
  };

  it('are those that it cites, by version and hash, with the event that signed them', async () => {
    const laws = caseOf(items).documents.filter(({ kind }) => kind === 'legal-text');
    expect(laws.map(({ id, version, sha256 }) => [id, version, sha256])).toEqual([
      [signed.text, 'signed-1', signed.sha256],
      [builtIn.text, '1', builtIn.sha256],
    ]);
    expect(await sha256Hex(items.get(`documents/${signed.sha256}.json`) ?? utf8(''))).toBe(signed.sha256);
    const { wrong, checks } = await checkedWith(() => {});
    expect(wrong).toEqual([]);
    expect(checks.filter(({ check }) => check === 'law').map(({ item, outcome }) => [item, outcome])).toEqual([
      [`${signed.text} signed-1`, 'right'],
      [`${builtIn.text} 1`, 'right'],
    ]);
    expect(caseOf(items).events).toHaveLength(2);
  });

  it('are missed when they or their signing are not there', async () => {
    const noText = await checkedWith((file, all) => withoutLaw(file, all, builtIn.sha256));
    expect(noText.wrong).toEqual([`law ${builtIn.text} 1`]);
    const noSigning = await checkedWith((file) => {
      file.events = file.events.filter(({ event }) => !event.raw.includes('"legal-text"'));
    });
    expect(noSigning.wrong).toEqual([`law ${signed.text} signed-1`]);
    const otherText = await checkedWith((_, all) =>
      all.set(`documents/${signed.sha256}.json`, utf8(canonicalLegalText(builtInTexts[2]))),
    );
    expect(otherText.wrong).toEqual([`document documents/${signed.sha256}.json`]);
  });

  it('stay readable in packages of older hubs, which put one file of texts in', async () => {
    const whole = JSON.stringify({ v: 1, id: 'law', version: '1', texts: builtInTexts });
    const sha256 = await sha256Hex(whole);
    const { wrong, checks } = await checkedWith((file, all) => {
      withoutLaw(file, all, builtIn.sha256);
      withoutLaw(file, all, signed.sha256);
      const path = `documents/${sha256}.json`;
      file.documents.push({ kind: 'legal-texts', id: 'law', version: '1', sha256, path });
      all.set(path, utf8(whole));
    });
    expect(wrong).toEqual([]);
    expect(checks.filter(({ check }) => check === 'law').map(({ outcome }) => outcome)).toEqual(['open', 'right']);
  });

  it('of a record that cites none are none', async () => {
    const plain = itemsOf(await scene.exported({ records: [await scene.recorded()] }));
    expect(caseOf(plain).documents.map(({ kind }) => kind)).toEqual(['rulebook', 'zones']);
  });
});
