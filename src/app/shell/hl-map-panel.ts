import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Permit } from '../../domain/permit/permit.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import type { MapLayers } from '../package-ports.ts';

/** The map on the ranger's home, in a low and a tall height. Its code and data come only when `wanted`: the verdict goes first. */
@customElement('hl-map-panel')
@localized()
export class HlMapPanel extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }

      .panel {
        padding: 0;
        overflow: hidden;
      }

      .frame {
        position: relative;
        height: 15rem;
        background: #dfe8ec;
      }

      .tall-frame {
        height: 68dvh;
      }

      .cover {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        padding: var(--hl-space-4);
        text-align: center;
      }

      .fold {
        border-radius: 0;
        width: 100%;
      }
    `,
  ];

  @property({ type: Boolean }) wanted = false;
  @property({ attribute: false }) loadLayers!: () => Promise<MapLayers>;
  /** The zones in use: others are drawn when they change. */
  @property({ attribute: false }) zones: unknown = null;
  @property({ attribute: false }) me: Fix | null = null;
  @property({ attribute: false }) verdict: Verdict | null = null;
  @property({ attribute: false }) permits: readonly Permit[] = [];
  /** The moment by which permits are in force or over. */
  @property({ type: Number }) at = 0;
  @state() private layers: MapLayers | null = null;
  @state() private face: 'waiting' | 'drawn' | 'failed' = 'waiting';
  @state() private isTall = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isFirst = changed.has('wanted') && this.face === 'waiting';
    const hasOthers = changed.has('zones') && changed.get('zones') !== null;
    if (this.wanted && (isFirst || hasOthers)) void this.#load();
  }

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-label=${msg('Map of the fire zone')}>
      <div class="frame ${this.isTall ? 'tall-frame' : ''}">${this.face === 'drawn' ? this.#renderMap() : this.#renderCover()}</div>
      <button class="quiet fold" type="button" aria-expanded=${this.isTall} ?disabled=${this.face !== 'drawn'} @click=${() => (this.isTall = !this.isTall)}>
        ${icon('expand')}${this.isTall ? msg('Smaller map') : msg('Larger map')}
      </button>
    </section>`;
  }

  #renderMap(): TemplateResult {
    return html`<hl-home-map .layers=${this.layers} .me=${this.me} .verdict=${this.verdict} .permits=${this.permits} .at=${this.at}></hl-home-map>`;
  }

  #renderCover(): TemplateResult {
    const isFailed = this.face === 'failed';
    return html`<p class="cover soft" role="status">${isFailed ? msg('The map cannot be shown. What is said above holds without it.') : msg('Opening the map…')}</p>`;
  }

  async #load(): Promise<void> {
    try {
      const [layers] = await Promise.all([this.loadLayers(), import('./hl-home-map.ts')]);
      this.layers = layers;
      this.face = 'drawn';
    } catch (problem) {
      console.error('The map could not be opened', problem);
      this.face = 'failed';
    }
  }
}
