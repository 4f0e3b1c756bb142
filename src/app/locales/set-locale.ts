import { configureLocalization } from '@lit/localize';
import { sourceLocale, targetLocales } from './generated/locale-codes.ts';
import * as zhHans from './generated/zh-Hans.ts';

/** The one place where the app's languages are set up. Chinese is in the first bundle: it is what nearly everyone reads. */
export const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: () => Promise.resolve(zhHans),
});
