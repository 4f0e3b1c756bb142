import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { outcomes } from '../../domain/shared/codes.ts';
import type { Citation } from '../../protocol/citation.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';
import { renderDemonstration } from './status-badge.ts';

/** What the hub answered for a record, what it was judged by, and the numbers by which both are checked. */
export function renderCustody(row: ViolationRow, rulebooks: readonly Rulebook[], now: number): TemplateResult {
  const received = formatMoment(row.bracket.toAt, now, currentLanguage());
  return html`<section>
    <h3>${msg('Custody and sources')}</h3>
    <dl>
      <dt>${msg('Receipt')}</dt><dd>${sayTerm(outcomes[row.outcome])} · ${received}</dd>
      <dt>${msg('Rulebook')}</dt><dd>${sayCitation(row.body.rulebook, rulebooks)}</dd>
      <dt>${msg('Zone data')}</dt><dd>${sayCitation(row.body.zones, rulebooks)}</dd>
    </dl>
    <details>
      <summary>${msg('Numbers for checking')}</summary>
      <dl>
        <dt>${msg('Record')}</dt><dd><code>${row.id}</code></dd>
        <dt>${msg('Chain')}</dt><dd><code>${row.chain}</code> · ${row.seq}</dd>
        <dt>${msg('Rulebook')}</dt><dd><code>${row.body.rulebook.sha256}</code></dd>
        <dt>${msg('Zone data')}</dt><dd><code>${row.body.zones.sha256}</code></dd>
      </dl>
    </details>
  </section>`;
}

/** A document by the number people know it by. */
export function sayCitation({ id, version, demonstration }: Citation, rulebooks: readonly Rulebook[]): TemplateResult {
  const known = rulebooks.find((rulebook) => rulebook.id === id)?.documentNumber ?? id;
  return html`${known} · ${msg(str`version ${version}`)} ${demonstration ? renderDemonstration() : ''}`;
}
