import { templates } from './generated/zh-Hans.ts';

/** Chinese for the screens of the start. The build leaves nothing else here: `vite.words.ts`. */
export const firstWords = { ...templates };
