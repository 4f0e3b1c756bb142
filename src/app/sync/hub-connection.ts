import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { Fetch } from './hub-http.ts';
import { HubVerifier } from './hub-keys.ts';
import { Session } from './session.ts';
import { SignedRequests } from './signed-requests.ts';

/** Everything one enrolled profile talks to its hub with. */
export interface HubConnection {
  readonly profile: EnrolledProfile;
  readonly verifier: HubVerifier;
  readonly requests: SignedRequests;
  readonly session: Session;
}

/** Makes the connection of the enrolled profile, once; null before enrolment. */
export class HubConnections {
  readonly #keys: OwnKeys;
  readonly #fetch: Fetch;
  readonly #wallNow: () => number;
  #current: HubConnection | null = null;

  constructor(keys: OwnKeys, fetch: Fetch, wallNow: () => number) {
    this.#keys = keys;
    this.#fetch = fetch;
    this.#wallNow = wallNow;
  }

  async current(): Promise<HubConnection | null> {
    const profile = this.#current ? null : await this.#keys.enrolled();
    if (profile) this.#current = this.#connect(profile);
    return this.#current;
  }

  #connect(profile: EnrolledProfile): HubConnection {
    const verifier = new HubVerifier(profile.enrolled.hub);
    const requests = new SignedRequests(this.#fetch, profile, verifier, this.#wallNow);
    return { profile, verifier, requests, session: new Session(this.#fetch, profile) };
  }
}
