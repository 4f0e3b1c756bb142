import type { Route } from './read-route.ts';

/** Brings the code of a page that is not home: the verdict must not wait for it. */
export function loadPage(kind: Route['kind']): Promise<unknown> {
  switch (kind) {
    case 'record':
      return import('../violation/hl-record-page.ts');
    case 'records':
      return import('../violation/hl-record-list-page.ts');
    case 'record-detail':
      return import('../violation/hl-record-detail-page.ts');
    case 'me':
      return import('./hl-me-page.ts');
    case 'ready':
      return import('../ready/hl-ready-page.ts');
    case 'enrol':
      return import('../enrol/hl-enrol-page.ts');
    case 'public':
      return import('./hl-public-page.ts');
    case 'home':
    case 'field':
      return Promise.resolve(); // came with the app itself
  }
}
