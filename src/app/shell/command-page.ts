import { html, nothing, type TemplateResult } from 'lit';
import type { Role } from '../../domain/shared/codes.ts';

const deskRoles: readonly Role[] = ['commander', 'administrator'];

/** Whether this role's home is the command desk. */
export function hasDesk(role: Role): boolean {
  return deskRoles.includes(role);
}

/** Brings the desk's code, and for an administrator the pages that come in its slot. */
export async function loadDesk(role: Role): Promise<void> {
  await import('../command/hl-command-desk.ts');
  if (role === 'administrator') await import('../administration/hl-administration.ts');
}

export function renderDesk(role: Role): TemplateResult {
  const administration = html`<hl-administration slot="administration"></hl-administration>`;
  return html`<hl-command-desk>${role === 'administrator' ? administration : nothing}</hl-command-desk>`;
}
