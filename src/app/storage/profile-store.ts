import type { Grant } from '../../protocol/enrolment.ts';
import type { Signed } from '../../protocol/signed.ts';
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

  /** Remembers a link until it is answered, for another person too. */
  keepLink(link: { code: string; hub: string }): Promise<void> {
    return this.#change((row) => ({ ...row, link }));
  }

  /** Adds a person, who is on duty from now on; keys, chain and everybody else's grants stay. */
  addGrant(grant: Grant): Promise<void> {
    return this.#change((row) =>
      row.enrolled ? { ...row, enrolled: { ...row.enrolled, ...onDuty(row.enrolled, grant) }, link: null } : row,
    );
  }

  /** Nothing happens for a grant this profile has not. */
  goOnDuty(id: string): Promise<void> {
    return this.#changeEnrolled((enrolled) => {
      const grant = peopleOf(enrolled).find((one) => one.id === id);
      return grant ? { ...enrolled, ...onDuty(enrolled, grant) } : enrolled;
    });
  }

  goOffDuty(): Promise<void> {
    return this.#changeEnrolled((enrolled) => ({ ...enrolled, isOffDuty: true }));
  }

  /** The session is now that of `grant`, unless somebody else took over meanwhile. */
  signedIn(id: string): Promise<void> {
    return this.#changeEnrolled((enrolled) =>
      enrolled.grant.id === id ? { ...enrolled, mustSignIn: false } : enrolled,
    );
  }

  /** Forgets what the hub can tell again, and preferences. Keys, records, drafts, receipts, packages and the lock stay. */
  forgetRest(): Promise<void> {
    const { pulled, shadow, cursor, situation, positions, settings } = this.#database;
    const tables = [pulled, shadow, cursor, situation, positions, settings];
    return this.#database.transaction('rw', tables, async () => {
      for (const table of tables) await table.clear();
    });
  }

  /** Keeps the hub's answer and forgets the link; false when the profile is enrolled already. */
  keepEnrolment(enrolled: EnrolledRow): Promise<boolean> {
    return this.#changeUnlessEnrolled({ enrolled, link: null });
  }

  /** Certificates of the hub's keys, beside those that stand; the same one is kept once. */
  addCertificates(certificates: readonly Signed[]): Promise<void> {
    return this.#changeEnrolled((enrolled) => {
      const known = new Set(enrolled.hub.certificates.map(({ raw }) => raw));
      const fresh = certificates.filter(({ raw }) => !known.has(raw));
      return { ...enrolled, hub: { ...enrolled.hub, certificates: [...enrolled.hub.certificates, ...fresh] } };
    });
  }

  #changeEnrolled(change: (enrolled: EnrolledRow) => EnrolledRow): Promise<void> {
    return this.#change((row) => (row.enrolled ? { ...row, enrolled: change(row.enrolled) } : row));
  }

  #change(change: (row: ProfileRow) => ProfileRow): Promise<void> {
    const { profile } = this.#database;
    return this.#database.transaction('rw', profile, async () => {
      const standing = await profile.get(only);
      if (standing) await profile.put(change(standing));
    });
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

function peopleOf({ grant, grants }: EnrolledRow): readonly Grant[] {
  return grants ?? [grant];
}

function onDuty(before: EnrolledRow, grant: Grant): Pick<EnrolledRow, 'grant' | 'grants' | 'isOffDuty' | 'mustSignIn'> {
  const people = peopleOf(before);
  const grants = people.some(({ id }) => id === grant.id) ? people : [...people, grant];
  return { grant, grants, isOffDuty: false, mustSignIn: true };
}
