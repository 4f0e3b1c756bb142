import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Aim } from '../../domain/incident/seen-place.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { directionWords } from '../kit/direction-words.ts';
import { formatDistance } from '../kit/format-distance.ts';
import { currentLanguage } from '../locales/language.ts';
import type { SightingDraft } from '../sighting-ports.ts';
import { DraftChangeEvent } from './draft-change.ts';
import { sightingFormStyles } from './sighting-form.css.ts';

/** Distances by eye; nobody tells more of them apart. */
const distances = [200, 500, 1_000, 2_000, 5_000, 10_000] as const;
const usualMeters = 1_000;

/** Where it is from here: right here, or in one of eight directions at a distance by eye. Fires `hl-draft-change`. */
@customElement('hl-aim-field')
@localized()
export class HlAimField extends LitElement {
  static override styles = [base, controls, sightingFormStyles];

  @property({ attribute: false }) aim: Aim | null = null;

  protected override render(): TemplateResult {
    const { aim } = this;
    return html`<fieldset>
        <legend>${msg('In which direction')}</legend>
        <div class="chips">
          ${this.#renderChip(msg('Right here'), aim === null, () => this.#change(null))}
          ${directionWords().map((word, octant) =>
            this.#renderChip(word, aim?.bearingDegrees === octant * 45, () =>
              this.#change({ bearingDegrees: octant * 45, distanceMeters: aim?.distanceMeters ?? usualMeters }),
            ),
          )}
        </div>
      </fieldset>
      ${aim ? this.#renderDistances(aim) : null}`;
  }

  #renderDistances(aim: Aim): TemplateResult {
    return html`<fieldset class="rule">
      <legend>${msg('How far, by eye')}</legend>
      <div class="chips">
        ${distances.map((meters) =>
          this.#renderChip(formatDistance(meters, currentLanguage()), aim.distanceMeters === meters, () =>
            this.#change({ ...aim, distanceMeters: meters }),
          ),
        )}
      </div>
    </fieldset>`;
  }

  #renderChip(word: string, isChosen: boolean, choose: () => void): TemplateResult {
    return html`<button type="button" aria-pressed=${isChosen} @click=${choose}>${word}</button>`;
  }

  #change(aim: Aim | null): void {
    this.dispatchEvent(new DraftChangeEvent<Pick<SightingDraft, 'aim'>>({ aim }));
  }
}
