import { configureLocalization } from '@lit/localize';
import * as zhHans from './generated/zh-Hans.ts';

/** The one place where the app's languages are set up. Chinese is in the first bundle: it is what nearly everyone reads. */
export const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['zh-Hans'],
  loadLocale: () => Promise.resolve(zhHans),
});
