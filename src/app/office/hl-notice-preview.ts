import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { approverLevels, breaches, permitPurposes, tiers } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { sayBanned, sayForce, sayKind, sayPeriod, sayZone } from './notice-words.ts';
import { officeStyles } from './office.css.ts';
import { sayLabelled } from './say-labelled.ts';

/** A notice or order in words, for whoever signs or reads it: dates, periods, zones, bans, exceptions, articles. */
@customElement('hl-notice-preview')
@localized()
export class NoticePreview extends LitElement {
  static override styles = [
    base,
    officeStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 8rem minmax(0, 1fr);
        gap: 8px 16px;
        font-size: 0.9375rem;
      }
      dt {
        color: var(--hl-ink-soft);
      }
      dd {
        overflow-wrap: anywhere;
      }
      li + li {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) rulebook: Rulebook | null = null;

  protected override render() {
    const { rulebook } = this;
    if (!rulebook) return nothing;
    const { periods, zones, bans, exceptions, articles } = rulebook;
    return html`<dl>
      ${row(msg('Title'), sayTerm(rulebook.title))} ${row(msg('Document number'), rulebook.documentNumber)}
      ${row(msg('Issuer'), sayTerm(rulebook.issuer))} ${row(msg('Kind'), sayKind(rulebook))}
      ${row(msg('In force'), sayForce(rulebook))} ${row(msg('Area'), sayTerm(rulebook.area.name))}
      ${rows(msg('Periods'), periods.map(sayPeriod))}
      ${rows(
        msg('Zones'),
        zones.map((zone) => sayZone(zone, rulebook)),
      )}
      ${rows(
        msg('Bans'),
        bans.map((ban) => this.#sayBan(ban)),
      )}
      ${rows(
        msg('Breaches'),
        rulebook.breaches.map(({ code }) => sayTerm(breaches[code])),
      )}
      ${rows(msg('Exceptions'), exceptions.map(sayException))}
      ${rows(
        msg('Articles'),
        articles.map(({ article, text }) => `${formatArticles([article], currentLanguage())} ${sayTerm(text)}`),
      )}
      ${row(msg('Version'), `${rulebook.id} · ${rulebook.version}`)}
    </dl>`;
  }

  #sayBan(ban: Rulebook['bans'][number]): string {
    const { zones = [], periods = [], acts = [] } = this.rulebook ?? {};
    const zone = zones.find(({ id }) => id === ban.zone);
    const period = periods.find(({ id }) => id === ban.period);
    const named = ban.what === 'every-act' ? acts.map(({ names }) => sayTerm(names)).join('、') : sayBanned(ban);
    return sayLabelled(`${zone ? sayTerm(zone.name) : ''} · ${period ? sayTerm(period.name) : ''}`, named);
  }
}

function sayException({ text, leastApprover, purposes, suspendedBy }: Rulebook['exceptions'][number]): string {
  const suspended = suspendedBy.map((tier) => sayTerm(tiers[tier])).join('、');
  const parts = [
    sayTerm(text),
    `${msg('approved at least at')} ${sayTerm(approverLevels[leastApprover])}`,
    purposes.map((purpose) => sayTerm(permitPurposes[purpose])).join('、'),
    suspended && `${msg('suspended in')} ${suspended}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function row(name: string, value: string): TemplateResult {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

function rows(name: string, values: readonly string[]): TemplateResult | typeof nothing {
  if (values.length === 0) return nothing;
  return html`<dt>${name}</dt><dd><ul>${values.map((value) => html`<li>${value}</li>`)}</ul></dd>`;
}
