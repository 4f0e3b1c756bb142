import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { roles } from '../../domain/shared/codes.ts';
import { enrolmentContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import '../kit/hl-problem.ts';
import { page } from '../kit/page.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { Enrolment, EnrolResult, Profile } from '../ports.ts';
import { explainEnrolFailure } from './enrol-words.ts';

/** Enrols this phone with the link it was opened by, and says in plain words how it went and what to do. */
@customElement('hl-enrol-page')
@localized()
export class HlEnrolPage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .face {
        display: grid;
        justify-items: center;
        gap: var(--hl-space-3);
        padding: var(--hl-space-6) var(--hl-space-4);
        text-align: center;
      }

      .face > svg {
        width: 4.5rem;
        height: 4.5rem;
      }

      .good > svg {
        color: var(--hl-clear);
      }

      .bad {
        text-align: start;
        justify-items: start;
      }

      .bad > svg {
        color: var(--hl-danger);
      }

      .bad li + li {
        margin-top: var(--hl-space-2);
      }

      summary {
        min-height: var(--hl-tap);
        padding-block: var(--hl-space-2);
      }

      .who {
        font-size: var(--hl-text-title);
        font-weight: 700;
      }
    `,
  ];

  @consume({ context: enrolmentContext }) enrolment!: Enrolment;
  /** The fragment of the enrolment link. */
  @property() fragment = '';

  readonly #result = new Task(this, {
    args: () => [this.fragment] as const,
    task: ([fragment], { signal }) => this.enrolment.enrol(fragment, signal),
    onComplete: (result) => this.#forgetCode(result),
  });

  protected override render(): TemplateResult {
    return html`<header class="top"><h1 tabindex="-1">${msg('Enrol this phone')}</h1></header>
      <div class="sections">
        ${this.#result.render({
          initial: () => this.#renderPending(),
          pending: () => this.#renderPending(),
          error: (problem) => html`<hl-problem .problem=${problem}></hl-problem>`,
          complete: (result) => (result.ok ? this.#renderDone(result.profile) : this.#renderFailure(result)),
        })}
      </div>`;
  }

  #renderPending(): TemplateResult {
    return html`<section class="panel face" role="status" aria-busy="true">
      ${icon('sync')}
      <h2>${msg('Enrolling…')}</h2>
      <p>${msg('Making a key for this phone and asking command. Keep this page open.')}</p>
    </section>`;
  }

  #renderDone({ grant }: Profile): TemplateResult {
    const role = sayTerm(roles[grant.role]);
    return html`<section class="panel face good" role="status">
      ${icon('clear')}
      <h2>${msg('Enrolled')}</h2>
      <p class="who">${grant.person.name}</p>
      <p>${msg(str`Role: ${role}`)}</p>
      <p class="soft">${msg('From now on the app also works without signal. Add it to the home screen to find it again.')}</p>
      <a class="button primary wide tall" href="#/">${msg('Start')}</a>
    </section>`;
  }

  #renderFailure({ because, detail }: Extract<EnrolResult, { ok: false }>): TemplateResult {
    const { title, todo } = explainEnrolFailure(because);
    return html`<section class="panel face bad" role="alert" data-because=${because}>
      ${icon(because === 'already-enrolled' ? 'me' : 'warning')}
      <h2>${title}</h2>
      <ul>${todo.map((line) => html`<li>${line}</li>`)}</ul>
      ${because === 'no-network' ? this.#renderRetry() : html`<a class="button wide" href="#/">${msg('To the home page')}</a>`}
      ${detail === '' ? null : html`<details><summary class="soft">${msg('Details for support')}</summary><p class="soft">${detail}</p></details>`}
    </section>`;
  }

  #renderRetry(): TemplateResult {
    return html`<button class="primary wide" type="button" @click=${() => this.#result.run()}>${msg('Try again')}</button>`;
  }

  /** A spent code leaves the address bar and the history; one worth repeating stays. */
  #forgetCode(result: EnrolResult): void {
    if (!result.ok && result.because === 'no-network') return;
    history.replaceState(null, '', '#/enrolled');
  }
}
