import { msg, str } from '@lit/localize';
import { type Role, roles } from '../../domain/shared/codes.ts';
import { sayTerm } from '../locales/language.ts';
import type { Person } from './people-of.ts';

/** Somebody by name and role; somebody whose grant is not known here, as that. */
export function sayPerson(people: ReadonlyMap<string, Person>, id: string): string {
  const person = people.get(id);
  if (!person) return msg('a person not known here');
  return msg(str`${person.name} (${sayRole(person.role)})`);
}

/** A role's word; a code this build does not know stays as it is. */
export function sayRole(role: string): string {
  return role in roles ? sayTerm(roles[role as Role]) : role;
}
