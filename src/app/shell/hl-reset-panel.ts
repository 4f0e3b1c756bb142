import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { peopleContext, syncContext } from '../contexts.ts';
import { isWaiting } from '../custody-line/sync-words.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { page } from '../kit/page.css.ts';
import type { People } from '../people-ports.ts';
import type { Sync } from '../ports.ts';

/** Starting over without losing anything: says what goes and what stays, and offers the export first while something waits. */
@customElement('hl-reset-panel')
@localized()
export class HlResetPanel extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .panel {
        display: grid;
        gap: var(--hl-space-3);
      }
    `,
  ];

  @consume({ context: peopleContext }) people!: People;
  @consume({ context: syncContext }) sync!: Sync;

  readonly #state = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );

  protected override render(): TemplateResult {
    const state = this.#state.value;
    const waits = !state?.isCounted || isWaiting(state);
    return html`<section class="panel" aria-labelledby="reset">
      <h2 id="reset">${msg('Reset the app')}</h2>
      <p>${msg('Clears lists and settings, which come again from command. Records, drafts, the enrolment and the PIN stay.')}</p>
      ${waits ? html`<p><strong>${state?.isCounted ? msg('Something is not sent yet. It stays; to be safe, export it first.') : msg('What waits to be sent is not counted yet. It stays; to be safe, export it first.')}</strong></p><a class="button" href="#/courier">${msg('Export and carry')}</a>` : null}
      <button class="danger" type="button" @click=${this.#reset}>${msg('Reset the app')}</button>
    </section>`;
  }

  async #reset(): Promise<void> {
    if (!confirm(msg('Clear lists and settings? Records, drafts and the enrolment stay.'))) return;
    await this.people.reset();
    this.sync.tryNow();
    this.dispatchEvent(new NoticeEvent(msg('The app was reset. Nothing you recorded is lost.')));
  }
}
