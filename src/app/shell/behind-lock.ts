import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import '../kit/hl-banner.ts';
import type { LockState } from '../lock-ports.ts';
import type { Route } from './read-route.ts';

/**
 * What stands before a page while it is locked for whoever is on duty. A page is made anew when the lock opens or closes and when the phone
 * changes hands, so that nothing opened stays behind.
 *
 * | page | locked | → |
 * |------|--------|---|
 * | what is being written: a record, a report of fire, the gate's register | yes | the lock in its place |
 * | records, one record | yes | the page without personal details, and the way to unlock |
 * | any other | – | the page |
 */
export function behindLock(
  route: Route,
  lock: LockState | null,
  { page, unlocking }: { readonly page: TemplateResult; readonly unlocking: TemplateResult },
): unknown {
  if (!isPersonal(route)) return page;
  if (lock === null) return html`<p class="soft" role="status"></p>`;
  const { kind, holder } = lock;
  const mine = keyed(kind + holder, page);
  if (kind !== 'locked') return mine;
  if (isWriting(route)) return unlocking;
  const bar = html`<hl-banner kind="info">${msg('Personal details are locked.')} <a href="#/unlock">${msg('Unlock')}</a></hl-banner>`;
  return html`${bar}${mine}`;
}

function isPersonal(route: Route): boolean {
  return isWriting(route) || route.kind === 'records' || route.kind === 'record-detail';
}

function isWriting({ kind }: Route): boolean {
  return kind === 'record' || kind === 'sighting' || kind === 'citizen-report' || kind === 'gate';
}
