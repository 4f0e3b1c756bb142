import type { DraftRow, ProfileRow } from './rows.ts';

/**
 * Persisted: names the phone's first person in the rows of his key and drafts, since he may write before the hub has told who he is.
 * Everybody who came after him is named by his person's id.
 */
export const firstHolder = '';

/** Whose key and drafts are in use: those of whoever is, or was last, on duty. */
export function holderNow(profile: ProfileRow | null): string {
  return profile?.enrolled ? holderOf(profile, profile.enrolled.grant.person.id) : firstHolder;
}

/** How a person of this phone is named there, by the id events bear. */
export function holderOf(profile: ProfileRow | null, person: string): string {
  const first = profile?.enrolled && (profile.enrolled.grants ?? [profile.enrolled.grant])[0];
  return first?.person.id === person ? firstHolder : person;
}

/** Everybody who shares the phone. */
export function holdersOf(profile: ProfileRow | null): string[] {
  const enrolled = profile?.enrolled;
  const people = enrolled ? (enrolled.grants ?? [enrolled.grant]).map(({ person }) => person.id) : [];
  return [...new Set([firstHolder, ...people.map((person) => holderOf(profile, person))])];
}

/** Whether one person has the phone for himself. */
export function isAlone(profile: ProfileRow | null): boolean {
  return holdersOf(profile).length === 1;
}

/** Whose a draft is; null for one of before people had drafts of their own, on a phone that several share: it is whoever's writes on. */
export function ownerOf({ owner }: DraftRow, profile: ProfileRow | null): string | null {
  if (owner !== undefined) return owner;
  return isAlone(profile) ? holderNow(profile) : null;
}
