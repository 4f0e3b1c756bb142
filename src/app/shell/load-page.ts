import type { Route } from './read-route.ts';

type Load = () => Promise<unknown>;

const loadSighting: Load = () => import('../violation/hl-sighting-page.ts');
const cameWithApp: Load = () => Promise.resolve();

const pages: Readonly<Record<Route['kind'], Load>> = {
  record: () => import('../violation/hl-record-page.ts'),
  gate: () => Promise.all([import('../gate/hl-gate-page.ts'), import('../custody-line/hl-sync-panel.ts')]),
  gates: () => import('../gate/hl-gate-list-page.ts'),
  sighting: loadSighting,
  'citizen-report': loadSighting,
  records: () => import('../violation/hl-record-list-page.ts'),
  'record-detail': () => import('../violation/hl-record-detail-page.ts'),
  me: () => import('./hl-me-page.ts'),
  ready: () => import('../ready/hl-ready-page.ts'),
  courier: () => import('../courier/hl-courier-page.ts'),
  unlock: () => import('../lock/hl-unlock-page.ts'),
  office: () => import('../office/hl-office-page.ts'),
  enrol: () => import('../enrol/hl-enrol-page.ts'),
  permits: () => import('../permit/hl-permit-list-page.ts'),
  'permit-desk': () => Promise.all([import('../permit/hl-permit-desk.ts'), import('../custody-line/hl-sync-panel.ts')]),
  public: () => import('./hl-public-page.ts'),
  home: cameWithApp,
  field: cameWithApp,
};

/** Brings the code of a page that is not home: the verdict must not wait for it. */
export function loadPage(kind: Route['kind']): Promise<unknown> {
  return pages[kind]();
}
