import { currentLanguage } from '../locales/language.ts';

/** A name and what it is, with the colon of the language on screen. */
export function sayLabelled(name: string, what: string): string {
  return currentLanguage() === 'zh' ? `${name}：${what}` : `${name}: ${what}`;
}
