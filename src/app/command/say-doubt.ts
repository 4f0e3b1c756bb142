import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { judgeLost } from '../../domain/custody/judge-lost.ts';
import type { Device } from '../../protocol/pull.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';

/** From when on the phone that writes a chain was reported lost or stolen, by the chain. */
export function lostByChain(devices: readonly Device[]): ReadonlyMap<string, number> {
  return new Map(devices.flatMap(({ lost }) => lost?.chains.map((chain) => [chain, lost.fromAt] as const) ?? []));
}

/** What that means for this record; nothing when the hub had it before. */
export function renderDoubt({ bracket }: ViolationRow, lostFrom: number | null, now: number) {
  const lost = lostFrom === null ? 'before' : judgeLost(lostFrom, bracket);
  if (lostFrom === null || lost === 'before') return nothing;
  return renderSaid(formatMoment(lostFrom, now, currentLanguage()), lost);
}

function renderSaid(since: string, lost: 'either' | 'after'): TemplateResult {
  const said =
    lost === 'after'
      ? msg(str`Doubtful: this phone was reported lost from ${since} on, and the record was made after that.`)
      : msg(
          str`Doubtful: this phone was reported lost from ${since} on, and the record came later. It was made before the loss, or after it.`,
        );
  return html`<p class="doubt" role="note">${said}</p>`;
}
