import type { Live } from '../live.ts';
import type { People, PeopleState } from '../people-ports.ts';
import { mapLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { ProfileStore } from '../storage/profile-store.ts';

export interface PeopleDeps {
  readonly keys: OwnKeys;
  readonly profiles: ProfileStore;
  /** Closes what is personal: another person takes the phone. */
  readonly lock: () => Promise<void>;
}

/** The people of this phone, by the grants its enrolments brought. */
export class PhonePeople implements People {
  readonly state: Live<PeopleState | null>;
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    this.state = mapLive(deps.keys.watchEnrolled(), (profile) => {
      if (!profile) return null;
      const { grant, grants, isOffDuty } = profile.enrolled;
      return { all: grants ?? [grant], onDuty: isOffDuty ? null : grant };
    });
  }

  async goOnDuty(grant: string): Promise<void> {
    await this.#deps.profiles.goOnDuty(grant);
    await this.#deps.lock();
  }

  async goOffDuty(): Promise<void> {
    await this.#deps.profiles.goOffDuty();
    await this.#deps.lock();
  }

  reset(): Promise<void> {
    return this.#deps.profiles.forgetRest();
  }
}
