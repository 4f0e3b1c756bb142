import type { GateMode } from '../shared/gate-codes.ts';

/**
 * Whether a grant lets somebody set a gate's mode. `*` is everywhere: a grant for all, a gate that was given no area.
 *
 * | Role                     | Area                      | May set |
 * |--------------------------|---------------------------|---------|
 * | commander, administrator | –                         | yes     |
 * | gate keeper              | the gate's, or either `*` | yes     |
 * | gate keeper              | another                   | no      |
 * | ranger                   | –                         | no      |
 */
export function maySetGateMode(grant: { readonly role: string; readonly area: string }, gateArea: string): boolean {
  if (grant.role === 'commander' || grant.role === 'administrator') return true;
  return grant.role === 'gate-keeper' && (grant.area === '*' || gateArea === '*' || grant.area === gateArea);
}

/**
 * What a keeper is told before letting somebody in; null when it is the usual. Whatever it says, an entry is stored.
 *
 * | Mode          | Warning |
 * |---------------|---------|
 * | closed        | nobody goes in |
 * | approved-only | who has no approval does not go in |
 * | unattended    | the gate is shown to have no keeper |
 */
export function entryWarning(mode: GateMode): 'nobody' | 'approval' | 'no-keeper' | null {
  const warnings: Readonly<Partial<Record<GateMode, 'nobody' | 'approval' | 'no-keeper'>>> = {
    closed: 'nobody',
    'approved-only': 'approval',
    unattended: 'no-keeper',
  };
  return warnings[mode] ?? null;
}
