import { type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';

declare const self: { readonly listed: PrecacheEntry[] };

/** The same way of precaching as the app's own worker, and nothing else. */
precacheAndRoute(self.listed, { directoryIndex: 'index.html' });
