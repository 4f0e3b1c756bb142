import { html } from 'lit';
import './load-page.ts'; // brings their elements
import type { Route } from './read-route.ts';

/** Pages that need nothing of their address. */
export const plainPages = {
  records: () => html`<hl-record-list-page></hl-record-list-page>`,
  me: () => html`<hl-me-page></hl-me-page>`,
  ready: () => html`<hl-ready-page></hl-ready-page>`,
  unlock: () => html`<hl-unlock-page></hl-unlock-page>`,
  courier: () => html`<hl-courier-page></hl-courier-page>`,
  sighting: () => html`<hl-sighting-page></hl-sighting-page>`,
  'citizen-report': () => html`<hl-sighting-page source="citizen"></hl-sighting-page>`,
  gate: () => html`<hl-gate-page><hl-sync-panel slot="sync"></hl-sync-panel></hl-gate-page>`,
  gates: () => html`<hl-gate-list-page></hl-gate-list-page>`,
  permits: () => html`<hl-permit-list-page></hl-permit-list-page>`,
  public: () => html`<hl-public-page></hl-public-page>`,
};

/** Whether the address asks for one of them. */
export function isPlain(route: Route): route is Extract<Route, { kind: keyof typeof plainPages }> {
  return Object.hasOwn(plainPages, route.kind);
}
