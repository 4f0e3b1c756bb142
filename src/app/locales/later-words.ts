import { templates } from './generated/zh-Hans.ts';

/** Chinese for all other screens. The build leaves nothing here that is in `first-words.ts`: `vite.words.ts`. */
export const laterWords = { ...templates };
