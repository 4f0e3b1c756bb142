import { uuidv7 } from 'uuidv7';
import { type Bytes, sha256Hex, utf8 } from '../../src/protocol/bytes.ts';
import { type Item, packContainer } from '../../src/protocol/evidence/container.ts';
import { chainLine, type EvidenceCase, type EvidenceManifest } from '../../src/protocol/evidence/evidence-package.ts';
import { manifestFile } from '../../src/protocol/evidence/open-evidence.ts';
import { generateDeviceKey, type Purpose, signText, thumbprint, toPublicJwk } from '../../src/protocol/signed.ts';

const at = Date.parse('2027-01-15T10:00:00+08:00');

/** Moments in it, as differences from that of everything else. */
export interface Moments {
  /** The hub's time that the device knew when it wrote the record. */
  readonly seen: number;
  /** Since when the hub's key is certified. */
  readonly certified: number;
  /** When it was taken out. */
  readonly exported: number;
}

/** What else is in it; what its record is: a note when nothing is said. */
export interface Contents {
  readonly further: readonly Item[];
  /** Changes what is in it before it is listed and signed, as somebody who made himself a hub may. */
  change(file: EvidenceCase, identity: Signer): Promise<EvidenceCase>;
  readonly recorded: Recorded;
}

export interface Recorded {
  readonly kind: string;
  readonly body: object;
}

/** A package of one record without parts or citations, made without a hub: a few thousand bytes, with a key of its own for everything. */
export async function smallEvidence(
  moments: Partial<Moments> = {},
  { further = [], change, recorded = { kind: 'note', body: { text: 'smoke' } } }: Partial<Contents> = {},
): Promise<{ readonly bytes: Bytes; readonly items: readonly Item[] }> {
  const { seen = 0, certified = 0, exported = 0 } = moments;
  const [identity, hub, device] = await Promise.all([aSigner(), aSigner(), aSigner()]);
  const [chain, hubChain, person, deviceId, epoch] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const certificate = { v: 1, use: 'signing', kid: hub.kid, jwk: hub.jwk, issuedAt: at + certified };
  const common = {
    v: 1,
    at: { wall: at, zone: 'Asia/Shanghai', monotonic: 1, boot: 'b', seen: at + seen },
    parts: [],
    schema: 1,
  };
  const kept = async (text: Record<string, unknown> & { chain: string; seq: number }, by: Signer) => {
    const event = await by.sign('event', text);
    const hash = await sha256Hex(event.raw);
    const place = { chain: text.chain, seq: text.seq, hash };
    return { hash, event, receipt: await hub.sign('receipt', { v: 1, ...place, outcome: 'stored', time: at, epoch }) };
  };
  const id = uuidv7();
  const record = await kept({ ...common, id, chain, seq: 1, prev: null, ...recorded, person }, device);
  const body = { step: 'taken', device: deviceId, kid: device.kid, chain, person, role: 'ranger' };
  const grant = await kept(
    { ...common, id: uuidv7(), chain: hubChain, seq: 1, prev: null, kind: 'grant', person: hubChain, body },
    hub,
  );
  const list = `chains/${chain}.txt`;
  const file: EvidenceCase = {
    ...{ v: 3, unused: 0, erasures: [], decisions: [], anchors: [], openings: [], documents: [], people: [] },
    events: [{ event: record.event, receipt: record.receipt, anchor: null }],
    grants: [{ event: grant.event, receipt: grant.receipt }],
    chains: [{ chain, list, head: null }],
    devices: [{ id: deviceId, kid: device.kid, jwk: device.jwk }],
    keys: { identity: identity.jwk, certificates: [await identity.sign('key-certificate', certificate)] },
  };
  const contents: Item[] = [
    { path: 'case.json', bytes: utf8(JSON.stringify((await change?.(file, identity)) ?? file)) },
    { path: list, bytes: utf8(chainLine({ seq: 1, hash: record.hash })) },
    ...further,
  ];
  const taken = { exportedAt: at + exported, exportedBy: null, reason: '核验\ufffd', opened: false, lacking: [] };
  const from = { identity: identity.kid, chain: hubChain, epoch };
  return packed(hub, { v: 1, kind: 'evidence', records: [id], hub: from, ...taken }, contents);
}

async function packed(hub: Signer, manifest: Omit<EvidenceManifest, 'items'>, contents: readonly Item[]) {
  const described = contents.map(async ({ path, bytes }) => ({
    ...{ path, sha256: await sha256Hex(bytes), bytes: bytes.length },
  }));
  const list: EvidenceManifest = { ...manifest, items: await Promise.all(described) };
  const signed = utf8(manifestFile(await hub.sign('evidence', list)));
  const items = [{ path: 'manifest.json', bytes: signed }, ...contents];
  return { bytes: packContainer(items), items };
}

export type Signer = Awaited<ReturnType<typeof aSigner>>;

async function aSigner() {
  const key = await generateDeviceKey();
  const jwk = await toPublicJwk(key.publicKey);
  const kid = await thumbprint(jwk);
  const sign = (purpose: Purpose, text: object) => signText(purpose, JSON.stringify(text), key.privateKey, kid);
  return { jwk, kid, sign };
}
