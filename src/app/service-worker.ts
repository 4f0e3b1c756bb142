import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & {
  /** Every built file. Put in by the build. */ readonly precached: (PrecacheEntry | string)[];
};

/** What the hub answers itself: never the shell. */
const hubs = [
  /^\/api\//,
  /^\/mqtt$/,
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/metrics$/,
  /^\/cap\//,
  /^\/exports\//,
  /^\/ogc(\/|$)/,
];

/**
 * The shell only: every built file, so that the app opens without network. Records and sync are no business of this worker.
 * A new version waits until no page of the old one is open: it takes over at a cold start, never over an open draft.
 */
precacheAndRoute(self.precached);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: hubs }));

// The very first visit has no older version to disturb: serve its later chunks from the cache at once.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
