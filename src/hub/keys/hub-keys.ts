import type { KeyObject } from 'node:crypto';
import { digestOfCertificates } from '../../protocol/hub-certificates.ts';
import { importUnsealingKey } from '../../protocol/seal.ts';
import type { PublicJwk, Purpose, Signed } from '../../protocol/signed.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import type { Database } from '../ports.ts';
import { type CertifiedKey, type ChangingUse, certifyKeys, hasBegun } from './certify-keys.ts';
import { claimNonceSecret } from './claim-nonce-secret.ts';
import { type CursorSealer, cursorSealer } from './cursor-seal.ts';
import { KeyFolder, type StoredKey } from './key-folder.ts';
import { nativePrivateKey, signNatively } from './native-signing.ts';
import { type RequestNonces, requestNonces } from './request-nonces.ts';

/** The hub's keys at work. `identity` and `certificates` are what an enrolment answer carries (`hubKeysSchema`). */
export interface HubKeys extends HubSigner, RequestNonces, CursorSealer {
  readonly identity: PublicJwk;
  /** Thumbprint of the identity key: `hub` of an enrolment link. */
  readonly identityKid: string;
  /** A certificate for every signing and sealing key ever used, newest last. */
  readonly certificates: Signed[];
  /** Of these certificates: a phone that knows another one asks for them. */
  certificatesDigest(): Promise<string>;
  /** The private half of a sealing key; null when the hub never had it, or its season was erased. */
  unsealingKey(kid: string): Promise<CryptoKey | null>;
  /** Deletes the private half of a sealing key for good: what is wrapped to it can never be opened again. */
  destroySealingKey(kid: string): Promise<void>;
  /** Makes and certifies the season's keys when their time has come, and takes up what another hub has made. Call it now and then. */
  renew(now: number): Promise<void>;
  /** Makes fresh keys at once; the old ones go on opening and proving what was made with them. */
  rotate(uses: readonly ChangingUse[], now: number): Promise<void>;
}

/**
 * Opens the key folder, making what is missing, and puts the public halves into `hub_key`. Rejects with a `StartProblem` when the
 * database names a key that the folder lacks, or another secret of nonces.
 */
export async function openHubKeys(folder: string, database: Database, now: number): Promise<HubKeys> {
  const files = new KeyFolder(folder);
  await files.open();
  let keys = await certifyKeys(files, database, now);
  let signer = signerAmong(keys, now);
  const identity = keys.find(({ stored }) => stored?.use === 'identity')?.stored as StoredKey;
  const unsealing = new Map<string, Promise<CryptoKey>>();
  const secret = await claimNonceSecret(files, database);
  const certify = async (at: number, uses: readonly ChangingUse[]) => {
    keys = await certifyKeys(files, database, at, uses);
    signer = signerAmong(keys, at);
  };
  const certificates = () => keys.flatMap(({ certificate }) => certificate ?? []);
  return {
    ...requestNonces(secret),
    ...cursorSealer(secret),
    identity: identity.jwk,
    identityKid: identity.kid,
    get certificates() {
      return certificates();
    },
    certificatesDigest: () => digestOfCertificates(certificates()),
    sign: (purpose: Purpose, raw: string) => signNatively(purpose, raw, signer.key, signer.kid),
    unsealingKey: async (kid) => {
      const known = unsealing.get(kid) ?? importSealing(await files.readAll(), kid);
      if (known) unsealing.set(kid, known);
      return known;
    },
    destroySealingKey: async (kid) => {
      unsealing.delete(kid);
      await files.destroySealing(kid);
    },
    renew: (at) => certify(at, []),
    rotate: (uses, at) => certify(at, uses),
  };
}

/** The newest whose time has come. */
function signerAmong(keys: readonly CertifiedKey[], now: number): { key: KeyObject; kid: string } {
  const begun = keys.filter(({ createdAt }) => hasBegun(createdAt, now));
  const newest = begun.findLast(({ stored }) => stored?.use === 'signing')?.stored as StoredKey;
  return { key: nativePrivateKey(newest.privateJwk), kid: newest.kid };
}

function importSealing(keys: readonly StoredKey[], kid: string): Promise<CryptoKey> | null {
  const found = keys.find((key) => key.use === 'sealing' && key.kid === kid);
  return found ? importUnsealingKey(found.privateJwk) : null;
}
