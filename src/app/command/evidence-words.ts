import { msg } from '@lit/localize';
import type { Exported } from '../evidence-ports.ts';

/** What is in every evidence package. */
export function evidenceContents(): readonly string[] {
  return [
    msg('the signed record and later events about it, with the hub’s receipts and time brackets'),
    msg('its place in the chain, certificates, daily anchors and time stamps'),
    msg('photos and personal fields as sealed'),
    msg('the rulebook, zone data and legal texts it was judged by'),
    msg('a page that checks all this in any browser'),
  ];
}

/** Why there is no package, and what to do. */
export function sayExportRefusal(because: Extract<Exported, { ok: false }>['because']): string {
  const words = {
    'no-network': msg('The hub cannot be reached. Nothing was exported; try again when there is a connection.'),
    'not-allowed': msg('You may not export this.'),
    missing: msg('The hub does not have this record.'),
    'too-large': msg('Too much for one package. Export fewer records at a time.'),
    damaged: msg('The file arrived damaged and was thrown away. Try again.'),
  } as const;
  return words[because];
}
