import type { Fetch } from './hub-http.ts';

/** The browser's own `fetch`. */
export const webFetch: Fetch = (path, init) => fetch(path, init);
