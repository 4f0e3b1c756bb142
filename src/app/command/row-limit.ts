import { msg, str } from '@lit/localize';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';

const step = 100;

/** Keeps a long list short: the first hundred rows, and a button for a hundred more. */
export class RowLimit {
  readonly #host: ReactiveControllerHost;
  #limit = step;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  cut<T>(rows: readonly T[]): readonly T[] {
    return rows.slice(0, this.#limit);
  }

  renderMore(total: number): TemplateResult | typeof nothing {
    const hidden = total - this.#limit;
    if (hidden <= 0) return nothing;
    return html`<button type="button" class="more" @click=${() => this.#more()}>
      ${msg(str`Show more (${hidden} not shown)`)}
    </button>`;
  }

  #more(): void {
    this.#limit += step;
    this.#host.requestUpdate();
  }
}
