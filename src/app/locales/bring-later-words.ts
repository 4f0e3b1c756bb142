import { laterWords } from './later-words.ts';
import { addWords } from './set-locale.ts';

/** Gives the screens that come later their Chinese. */
export function bringLaterWords(): void {
  addWords(laterWords);
}
