import { msg, str } from '@lit/localize';
import type { ReadyItem, ReadyLine, ReadyReason } from '../../domain/readiness/readiness.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { formatAge } from '../kit/format-span.ts';
import { currentLanguage } from '../locales/language.ts';
import type { PackageProblem } from '../package-ports.ts';

/** What a line says beside its title: how it is, and what to do unless all is well. */
export interface ReadyWords {
  readonly said: string;
  readonly todo: string | null;
}

/** Figures that go into the words; null where they are not known. */
export interface ReadyFigures {
  readonly confirmedAgeMs: number | null;
  /** The same of permits, which come another way. */
  readonly permitsAgeMs: number | null;
  readonly waiting: number;
  readonly freeBytes: number | null;
  readonly charge: number | null;
  readonly skewMs: number | null;
}

export function titleOf(item: ReadyItem): string {
  const titles: Record<ReadyItem, () => string> = {
    zones: () => msg('Zone data'),
    rulebook: () => msg('Rulebook'),
    map: () => msg('Map for offline use'),
    permits: () => msg('Permits'),
    storage: () => msg('Storage on this phone'),
    clock: () => msg('Clock'),
    battery: () => msg('Battery'),
    unsent: () => msg('Unsent records'),
  };
  return titles[item]();
}

export function wordsOf({ item, because }: ReadyLine, figures: ReadyFigures): ReadyWords {
  if (because === 'not-known') return unknownWords(item);
  const { permitsAgeMs } = figures;
  return reasonWords[because](item === 'permits' ? { ...figures, confirmedAgeMs: permitsAgeMs } : figures);
}

type Known = Exclude<ReadyReason, 'not-known'>;

const fine = (said: string): ReadyWords => ({ said, todo: null });
const goToSignal = () => msg('Go where there is signal and tap “Check again”.');

const reasonWords: Readonly<Record<Known, (figures: ReadyFigures) => ReadyWords>> = {
  current: ({ confirmedAgeMs }) => {
    const age = formatAge(confirmedAgeMs ?? 0, currentLanguage());
    return fine(msg(str`Current; compared with command ${age}`));
  },
  'never-confirmed': () => ({ said: msg('Never compared with command'), todo: goToSignal() }),
  stale: ({ confirmedAgeMs }) => ({
    said: staleWords(confirmedAgeMs),
    todo: goToSignal(),
  }),
  'another-is-current': () => ({
    said: msg('Command has another version than this phone'),
    todo: msg('Stay where there is signal until it has been downloaded.'),
  }),
  demonstration: () => ({
    said: msg('Demonstration data, not official boundaries'),
    todo: msg('Not for duty. Ask the administrator to publish the official zone data.'),
  }),
  'not-in-force': () => ({
    said: msg('No rulebook on this phone is in force today'),
    todo: msg('Ask the office which notice applies before you leave.'),
  }),
  present: () => fine(msg('All of the duty area is on this phone')),
  missing: () => ({ said: msg('Parts of the map are missing'), todo: goToSignal() }),
  none: () => fine(msg('There are none')),
  fresh: ({ confirmedAgeMs }) => {
    const age = formatAge(confirmedAgeMs ?? 0, currentLanguage());
    return fine(msg(str`Current; compared with command ${age}`));
  },
  kept: ({ freeBytes }) => fine(msg(str`Protected; ${formatBytes(freeBytes ?? 0)} free`)),
  refused: () => ({
    said: msg('This browser cannot keep data: nothing can be recorded.'),
    todo: msg('Leave private browsing, free some space, and open the app again.'),
  }),
  'not-persisted': () => ({
    said: msg('Not protected: the browser may clear it'),
    todo: msg('Add the app to the home screen, then ask for protection.'),
  }),
  'nearly-full': ({ freeBytes }) => ({
    said: msg(str`Only ${formatBytes(freeBytes ?? 0)} free`),
    todo: msg('Delete what you do not need from the phone.'),
  }),
  right: () => fine(msg('Agrees with command')),
  doubtful: () => ({
    said: msg('The clock cannot be right'),
    todo: msg('Set date and time to automatic in the phone’s settings.'),
  }),
  off: ({ skewMs }) => ({
    said: msg(str`Off by ${Math.round(Math.abs(skewMs ?? 0) / 60_000)} minutes`),
    todo: msg('Set date and time to automatic in the phone’s settings.'),
  }),
  'never-compared': () => ({ said: msg('Never compared with command'), todo: goToSignal() }),
  enough: ({ charge }) => fine(percent(charge)),
  'seen-by-person': () => fine(msg('You have looked: more than half')),
  low: ({ charge }) => ({ said: percent(charge), todo: msg('Charge it to more than half, or take a power bank.') }),
  'nothing-waits': () => fine(msg('Nothing waits')),
  waiting: ({ waiting }) => ({
    said: msg(str`${waiting} items are only on this phone`),
    todo: msg('Stay where there is signal until they have been received.'),
  }),
  'needs-you': () => ({
    said: msg('Sending has stopped'),
    todo: msg('See the notice on the home page and call the administrator.'),
  }),
};

function unknownWords(item: ReadyItem): ReadyWords {
  if (item === 'battery') {
    return { said: msg('This browser does not tell'), todo: msg('Look at the phone’s own display.') };
  }
  if (item === 'storage') {
    return { said: msg('This browser does not tell'), todo: msg('Use the browser that the office recommends.') };
  }
  return { said: msg('Not known yet'), todo: msg('Wait a moment, then tap “Check again”.') };
}

function staleWords(ageMs: number | null): string {
  if (ageMs === null || ageMs < 0) return msg('Compared with command at a time that cannot be right');
  const age = formatAge(ageMs, currentLanguage());
  return msg(str`Last compared with command ${age}`);
}

function percent(charge: number | null): string {
  return `${Math.floor((charge ?? 0) * 100)}%`;
}

/** Why packages could not be brought up to date. What is in use goes on, and nothing is lost. */
export function sayPackageProblem(problem: PackageProblem): string {
  const words: Record<PackageProblem, () => string> = {
    'no-network': () => msg('The download was cut. It goes on from there when there is signal.'),
    refused: () => msg('Command did not give the data. It is tried again by itself.'),
    altered: () => msg('What arrived was damaged on the way and was not taken. It is tried again by itself.'),
    'not-signed': () =>
      msg('What was offered is not signed by your command and was not taken. Call the administrator.'),
    'rulebook-unsigned': () =>
      msg(
        'A notice was offered without command’s signature and was not taken; the old one goes on. Call the administrator.',
      ),
    'hub-too-old': () =>
      msg(
        'Command’s server is older than this app and does not sign its notices yet: none was taken, the ones here go on. Tell the administrator to update the server.',
      ),
    'rulebook-forged': () =>
      msg(
        'A notice was offered with a signature that is not command’s and was not taken; the old one goes on. Call the administrator.',
      ),
    'rulebook-other': () =>
      msg(
        'A notice was offered whose signature is about another text and was not taken; the old one goes on. Call the administrator.',
      ),
    'app-too-old': () => msg('The new data needs a newer app. Close the app and open it again where there is signal.'),
    unusable: () => msg('The new data was made wrongly and was not taken. Call the administrator.'),
    storage: () => msg('There was no room for the new data. Free some space and tap “Check again”.'),
    'demonstration-only': () =>
      msg('Command offers demonstration data only; it was not taken. Call the administrator.'),
  };
  return words[problem]();
}
