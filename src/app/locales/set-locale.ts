import { configureLocalization } from '@lit/localize';
import { firstWords } from './first-words.ts';

const templates = { ...firstWords };

/** The one place where the app's languages are set up. Chinese is in the first bundle: it is what nearly everyone reads. */
export const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['zh-Hans'],
  loadLocale: () => Promise.resolve({ templates }),
});

/** Chinese for screens whose code comes later; before they are defined. */
export function addWords(words: Partial<typeof templates>): void {
  Object.assign(templates, words);
}
