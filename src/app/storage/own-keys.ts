import { generateDeviceKey, type Signed, thumbprint, toPublicJwk } from '../../protocol/signed.ts';
import type { Live } from '../live.ts';
import type { Profile } from '../ports.ts';
import { mapLive } from './live-query.ts';
import type { ProfileStore } from './profile-store.ts';
import { type EnrolledRow, only, type ProfileRow } from './rows.ts';

/** An enrolled profile: keys and what the hub answered. */
export type EnrolledProfile = ProfileRow & { readonly enrolled: EnrolledRow };

/** This profile's device key and local key, made once and never replaced. */
export class OwnKeys {
  readonly #profiles: ProfileStore;

  constructor(profiles: ProfileStore) {
    this.#profiles = profiles;
  }

  /** The keys, made and stored first if there are none. Two tabs come to the same ones. */
  async ensure(): Promise<ProfileRow> {
    return (await this.#profiles.read()) ?? this.#profiles.keep(await freshProfile());
  }

  /** Null before the hub has answered an enrolment. */
  async enrolled(): Promise<EnrolledProfile | null> {
    const row = await this.#profiles.read();
    return row && isEnrolled(row) ? row : null;
  }

  /** The hub's session is now that of this grant. */
  signedIn(grant: string): Promise<void> {
    return this.#profiles.signedIn(grant);
  }

  /** Keeps certificates of the hub's, checked by the caller, beside those that stand. */
  learnHubKeys(certificates: readonly Signed[]): Promise<void> {
    return this.#profiles.addCertificates(certificates);
  }

  watchEnrolled(): Live<EnrolledProfile | null> {
    return mapLive(this.#profiles.watch(), (row) => (row && isEnrolled(row) ? row : null));
  }
}

/** What screens may know of it. */
export function profileOf({ kid, enrolled }: EnrolledProfile): Profile {
  return { device: enrolled.device, kid, chain: enrolled.chain, grant: enrolled.grant };
}

/** As `profileOf`; null while nobody is on duty. */
export function onDutyOf(row: EnrolledProfile): Profile | null {
  return row.enrolled.isOffDuty ? null : profileOf(row);
}

function isEnrolled(row: ProfileRow): row is EnrolledProfile {
  return row.enrolled !== null;
}

async function freshProfile(): Promise<ProfileRow> {
  const pair = await generateDeviceKey();
  const localKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
    'wrapKey',
    'unwrapKey',
  ]);
  const jwk = await toPublicJwk(pair.publicKey);
  return { only, kid: await thumbprint(jwk), jwk, privateKey: pair.privateKey, localKey, link: null, enrolled: null };
}
