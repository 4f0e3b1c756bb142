import type { Live } from '../live.ts';
import type { People, PeopleState } from '../people-ports.ts';
import type { DraftStore } from '../storage/draft-store.ts';
import { holderNow } from '../storage/holder.ts';
import { joinLive, mapLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { ProfileStore } from '../storage/profile-store.ts';
import { remarkDraftKind } from './own-stories.ts';

export interface PeopleDeps {
  readonly keys: OwnKeys;
  readonly profiles: ProfileStore;
  readonly drafts: DraftStore;
  /** Closes what is personal of whoever is on duty: another person takes the phone. */
  readonly lock: () => Promise<void>;
}

/** The people of this phone, by the grants its enrolments brought. */
export class PhonePeople implements People {
  readonly state: Live<PeopleState | null>;
  readonly othersDrafts: Live<number>;
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    this.state = mapLive(deps.keys.watchEnrolled(), (profile) => {
      if (!profile) return null;
      const { grant, grants, isOffDuty } = profile.enrolled;
      return { all: grants ?? [grant], onDuty: isOffDuty ? null : grant };
    });
    this.othersDrafts = joinLive(deps.drafts.watchAll(), deps.keys.watchEnrolled(), (rows, profile) => {
      const mine = holderNow(profile);
      return rows.filter(({ draft }) => (draft.owner ?? mine) !== mine && draft.kind !== remarkDraftKind).length;
    });
  }

  async goOnDuty(grant: string): Promise<void> {
    await this.#deps.lock();
    await this.#deps.profiles.goOnDuty(grant);
  }

  async goOffDuty(): Promise<void> {
    await this.#deps.lock();
    await this.#deps.profiles.goOffDuty();
  }

  reset(): Promise<void> {
    return this.#deps.profiles.forgetRest();
  }
}
