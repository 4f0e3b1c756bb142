import * as v from 'valibot';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { Fetch } from './hub-http.ts';
import { HubVerifier } from './hub-keys.ts';
import { recallCarried, recallEnrolment } from './recall-enrolment.ts';
import { Session } from './session.ts';
import { SignedRequests } from './signed-requests.ts';

const givenInSchema = v.pipe(v.string(), v.parseJson(), v.object({ epoch: v.string() }));

/** Everything one enrolled profile talks to its hub with. */
export interface HubConnection {
  readonly profile: EnrolledProfile;
  readonly verifier: HubVerifier;
  readonly requests: SignedRequests;
  readonly session: Session;
  /** Shows the hub what it signed at the enrolment; true when it knows this device again. */
  recall(signal: AbortSignal): Promise<boolean>;
  /** Shows it the grants of further people, once in each of its lives in which not all of them were given. Whatever it makes of them. */
  showGrants(epoch: string, signal: AbortSignal): Promise<void>;
  /** Shows it the same of somebody whose records are carried here. */
  recallCarried(recall: SealedRecall, signal: AbortSignal): Promise<boolean>;
}

/** The connection of the enrolled profile, made anew when somebody else is on duty; null before enrolment. */
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
    const profile = await this.#keys.enrolled();
    if (profile && !isSamePerson(this.#current?.profile, profile)) this.#current = this.#connect(profile);
    return this.#current;
  }

  /** The profile writes another chain: the next asker gets a connection of that. */
  renew(): void {
    this.#current = null;
  }

  #connect(profile: EnrolledProfile): HubConnection {
    const verifier = new HubVerifier(profile.enrolled.hub, (fresh) => this.#keys.learnHubKeys(fresh));
    const requests = new SignedRequests(this.#fetch, profile, verifier, this.#wallNow);
    const shownIn = new Set<string>();
    const recall = (signal: AbortSignal) => recallEnrolment(this.#fetch, profile, signal);
    const recalls = {
      recall,
      showGrants: async (epoch: string, signal: AbortSignal) => {
        if (shownIn.has(epoch) || !mayLackGrants(epoch, profile.enrolled)) return;
        if (await recall(signal)) shownIn.add(epoch);
      },
      recallCarried: (word: SealedRecall, signal: AbortSignal) => recallCarried(this.#fetch, word, signal),
    };
    const { grant, mustSignIn = false } = profile.enrolled;
    const person = { grant: grant.id, mustSignIn, onSignedIn: () => this.#keys.signedIn(grant.id) };
    return { profile, verifier, requests, session: new Session(this.#fetch, profile, person), ...recalls };
  }
}

/** Whether a hub in this life was given any further person's grant in another: then a restore may have lost it. */
function mayLackGrants(epoch: string, { grantAnswers = [] }: EnrolledProfile['enrolled']): boolean {
  return grantAnswers.some(({ raw }) => v.parse(givenInSchema, raw).epoch !== epoch);
}

function isSamePerson(before: EnrolledProfile | undefined, now: EnrolledProfile): boolean {
  return (
    before?.enrolled.grant.id === now.enrolled.grant.id &&
    (before.enrolled.isOffDuty ?? false) === (now.enrolled.isOffDuty ?? false)
  );
}
