import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { roles } from '../../domain/shared/codes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import { peopleContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { People } from '../people-ports.ts';

/** Who works with this phone, who is on duty, and how it changes hands. Nothing here touches what is not sent yet. */
@customElement('hl-people-panel')
@localized()
export class HlPeoplePanel extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .panel {
        display: grid;
        gap: var(--hl-space-3);
      }

      ul {
        display: grid;
        gap: var(--hl-space-2);
      }

      li {
        display: flex;
        align-items: center;
        gap: var(--hl-space-3);
        min-height: var(--hl-tap);
      }

      .who {
        flex: 1;
        min-width: 0;
      }

      .who strong {
        display: block;
        overflow-wrap: anywhere;
      }

      .on {
        display: inline-flex;
        align-items: center;
        gap: var(--hl-space-1);
        color: var(--hl-clear);
        font-weight: 600;
      }

      .on svg {
        width: 1.25rem;
        height: 1.25rem;
      }
    `,
  ];

  @consume({ context: peopleContext }) people!: People;

  readonly #state = new LiveController(
    this,
    () => [this.people] as const,
    (people) => people.state,
  );

  protected override render(): TemplateResult | null {
    const known = this.#state.value;
    if (!known) return null;
    return html`<section class="panel" aria-labelledby="people">
      <h2 id="people">${msg('Who is on duty')}</h2>
      ${known.onDuty ? null : html`<p role="status">${msg('Nobody. Verdicts and sending go on; records wait until somebody is on duty.')}</p>`}
      <ul>${known.all.map((grant) => this.#renderPerson(grant, grant.id === known.onDuty?.id))}</ul>
      <p class="soft">${msg('To add a colleague, open his enrolment link on this phone. Records bear the name of whoever is on duty when they are saved; what is not sent yet stays as it is. Each person’s drafts and PIN are his own.')}</p>
      ${known.onDuty ? html`<button type="button" @click=${this.#leave}>${msg('Log out (off duty)')}</button>` : null}
    </section>`;
  }

  #renderPerson({ id, person, role }: Grant, isOn: boolean): TemplateResult {
    return html`<li data-on=${String(isOn)}>
      <span class="who"><strong>${person.name}</strong><span class="soft">${sayTerm(roles[role])}</span></span>
      ${isOn ? html`<span class="on">${icon('done')}${msg('On duty')}</span>` : html`<button type="button" @click=${() => this.#take(id)}>${msg('Take over')}</button>`}
    </li>`;
  }

  async #take(id: string): Promise<void> {
    await this.people.goOnDuty(id);
    this.dispatchEvent(new NoticeEvent(msg('Taken over')));
  }

  async #leave(): Promise<void> {
    await this.people.goOffDuty();
    this.dispatchEvent(new NoticeEvent(msg('Logged out. What is not sent yet still goes to command.')));
  }
}
