import { msg, str } from '@lit/localize';
import type { AlarmEntry } from '../../domain/alarm/alarm-file.ts';
import { closingReasons, shelvingReasons, verifications } from '../../domain/shared/alarm-codes.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Person } from './people-of.ts';
import { sayPerson } from './say-person.ts';

/** What one step of an alarm says, in words. */
export function sayAlarmEntry(entry: AlarmEntry, people: ReadonlyMap<string, Person>, now: number): string {
  switch (entry.field) {
    case 'assignee':
      return entry.value === null ? msg('Assigned to nobody') : msg(str`Assigned to ${sayPerson(people, entry.value)}`);
    case 'shelving': {
      if (entry.value === null) return msg('Shelving ended');
      const until = formatMoment(entry.value.until, now, currentLanguage());
      return msg(str`Shelved until ${until}: ${sayTerm(shelvingReasons[entry.value.because])}`);
    }
    case 'verification':
      return msg(str`Verified: ${sayTerm(verifications[entry.value])}`);
    case 'closing':
      return entry.value === null ? msg('Opened again') : msg(str`Closed: ${sayTerm(closingReasons[entry.value])}`);
    default:
      return entry satisfies never;
  }
}
