import type { Grant } from '../../protocol/enrolment.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Live } from '../live.ts';
import type { HulinDatabase } from './database.ts';
import { watchQuery } from './live-query.ts';
import { type EnrolledRow, only, type ProfileRow } from './rows.ts';
import type { SettingName } from './setting-store.ts';

/** Kept with preferences, and none: what this phone still has to ask of the hub. */
const owed: readonly SettingName[] = ['erasures-again'];

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
  addGrant(grant: Grant, answer: Signed): Promise<void> {
    return this.#handOver(() => grant, { link: null }, answer);
  }

  /** Nothing happens for a grant this profile has not. */
  goOnDuty(id: string): Promise<void> {
    return this.#handOver((enrolled) => peopleOf(enrolled).find((one) => one.id === id));
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
    return this.#database.transaction('rw', [pulled, shadow, cursor, situation, positions, settings], async () => {
      for (const table of [pulled, shadow, cursor, situation, positions]) await table.clear();
      await settings
        .where('name')
        .noneOf([...owed])
        .delete();
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

  /** Positions that wait are of whoever was on duty before: sent from now on, they would be taken for another person's. */
  #handOver(
    choose: (enrolled: EnrolledRow) => Grant | undefined,
    rest: Partial<ProfileRow> = {},
    answer: Signed | null = null,
  ): Promise<void> {
    const { profile, positions } = this.#database;
    return this.#database.transaction('rw', [profile, positions], async () => {
      const row = await profile.get(only);
      const grant = row?.enrolled && choose(row.enrolled);
      if (!row?.enrolled || !grant) return;
      if (grant.person.id !== row.enrolled.grant.person.id) await positions.clear();
      const enrolled = {
        ...row.enrolled,
        ...onDuty(row.enrolled, grant),
        ...(answer && withAnswer(row.enrolled, answer)),
      };
      await profile.put({ ...row, ...rest, enrolled });
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

function withAnswer({ grantAnswers = [] }: EnrolledRow, answer: Signed): Pick<EnrolledRow, 'grantAnswers'> {
  return { grantAnswers: [...grantAnswers.filter(({ raw }) => raw !== answer.raw), answer] };
}

function onDuty(before: EnrolledRow, grant: Grant): Pick<EnrolledRow, 'grant' | 'grants' | 'isOffDuty' | 'mustSignIn'> {
  const people = peopleOf(before);
  const grants = people.some(({ id }) => id === grant.id) ? people : [...people, grant];
  return { grant, grants, isOffDuty: false, mustSignIn: true };
}
