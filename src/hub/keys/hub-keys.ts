import { importUnsealingKey } from '../../protocol/seal.ts';
import { type PublicJwk, type Purpose, type Signed, signText } from '../../protocol/signed.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import type { Database } from '../ports.ts';
import { type CertifiedKey, certifyKeys } from './certify-keys.ts';
import { KeyFolder, type StoredKey } from './key-folder.ts';
import { type RequestNonces, requestNonces } from './request-nonces.ts';

/** The hub's keys at work. `identity` and `certificates` are what an enrolment answer carries (`hubKeysSchema`). */
export interface HubKeys extends HubSigner, RequestNonces {
  readonly identity: PublicJwk;
  /** Thumbprint of the identity key: `hub` of an enrolment link. */
  readonly identityKid: string;
  /** A certificate for every signing and sealing key ever used, newest last. */
  readonly certificates: Signed[];
  /** The private half of a sealing key; null when the hub never had it, or its season was erased. */
  unsealingKey(kid: string): Promise<CryptoKey | null>;
  /** Makes and certifies the coming season's sealing key when its time has come. Call it now and then. */
  renew(now: number): Promise<void>;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/**
 * Opens the key folder, making what is missing, and puts the public halves into `hub_key`. Rejects with a `StartProblem` when the
 * database names a key that the folder lacks.
 */
export async function openHubKeys(folder: string, database: Database, now: number): Promise<HubKeys> {
  const files = new KeyFolder(folder);
  await files.open();
  let keys = await certifyKeys(files, database, now);
  let signer = await importSigner(keys);
  const identity = keys.find(({ stored }) => stored.use === 'identity')?.stored as StoredKey;
  const unsealing = new Map<string, Promise<CryptoKey>>();
  return {
    ...requestNonces(await files.nonceSecret()),
    identity: identity.jwk,
    identityKid: identity.kid,
    get certificates() {
      return keys.flatMap(({ certificate }) => certificate ?? []);
    },
    sign: (purpose: Purpose, raw: string) => signText(purpose, raw, signer.key, signer.kid),
    unsealingKey: async (kid) => {
      const known = unsealing.get(kid) ?? importSealing(await files.readAll(), kid);
      if (known) unsealing.set(kid, known);
      return known;
    },
    renew: async (at) => {
      keys = await certifyKeys(files, database, at);
      signer = await importSigner(keys);
    },
  };
}

async function importSigner(keys: readonly CertifiedKey[]): Promise<{ key: CryptoKey; kid: string }> {
  const newest = keys.findLast(({ stored }) => stored.use === 'signing')?.stored as StoredKey;
  const key = await crypto.subtle.importKey('jwk', newest.privateJwk, ecdsa, false, ['sign']);
  return { key, kid: newest.kid };
}

function importSealing(keys: readonly StoredKey[], kid: string): Promise<CryptoKey> | null {
  const found = keys.find((key) => key.use === 'sealing' && key.kid === kid);
  return found ? importUnsealingKey(found.privateJwk) : null;
}
