import type { Term } from '../../domain/shared/codes.ts';
import type { Language } from '../kit/language.ts';
import { getLocale, setLocale } from './set-locale.ts';

// Persisted: changing this forgets the reader's choice.
const storageKey = 'hulin-language';

/** The language on screen now. */
export function currentLanguage(): Language {
  return getLocale() === 'en' ? 'en' : 'zh';
}

/** A code's word in the language on screen. */
export function sayTerm(term: Term): string {
  return term[currentLanguage()];
}

/** The same at the head of a line: English begins with a capital. */
export function sayTitle(term: Term): string {
  const word = sayTerm(term);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Shows the language chosen last on this device, Chinese unless told otherwise. Resolves before anything need be drawn. */
export function startLanguage(): Promise<void> {
  return apply(readChoice());
}

/** Changes every word on screen at once and remembers the choice. */
export function chooseLanguage(language: Language): Promise<void> {
  rememberChoice(language);
  return apply(language);
}

async function apply(language: Language): Promise<void> {
  await setLocale(language === 'en' ? 'en' : 'zh-Hans');
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-Hans';
}

function readChoice(): Language {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // Storage is refused here: the choice lasts as long as the page.
  }
}

function rememberChoice(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch (refused) {
    console.warn('The choice of language could not be kept', refused);
  }
}
