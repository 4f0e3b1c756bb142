import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import { type EnrolledRow, only, type ProfileRow } from './rows.ts';

/** This profile's keys and enrolment. */
export class ProfileStore {
  readonly #database: HulinDatabase;

  constructor(database: HulinDatabase) {
    this.#database = database;
  }

  async read(): Promise<ProfileRow | null> {
    return (await this.#database.profile.get(only)) ?? null;
  }

  watch(): Live<ProfileRow | null> {
    return watchQuery(() => this.read());
  }

  /** Keeps fresh keys unless another tab was first; answers with the keys that stand. They are never replaced. */
  keep(fresh: ProfileRow): Promise<ProfileRow> {
    const { profile } = this.#database;
    return this.#database.transaction('rw', profile, async () => {
      const standing = await profile.get(only);
      if (standing) return standing;
      await profile.add(fresh);
      return fresh;
    });
  }

  /** Remembers a link until it is answered; false when the profile is enrolled already. */
  keepLink(link: { code: string; hub: string }): Promise<boolean> {
    return this.#changeUnlessEnrolled({ link });
  }

  /** Keeps the hub's answer and forgets the link; false when the profile is enrolled already. */
  keepEnrolment(enrolled: EnrolledRow): Promise<boolean> {
    return this.#changeUnlessEnrolled({ enrolled, link: null });
  }

  #changeUnlessEnrolled(change: Partial<ProfileRow>): Promise<boolean> {
    const { profile } = this.#database;
    return this.#database.transaction('rw', profile, async () => {
      const standing = await profile.get(only);
      if (!standing || standing.enrolled) return false;
      await profile.put({ ...standing, ...change });
      return true;
    });
  }
}
