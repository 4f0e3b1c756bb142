import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';

/** What the ranger's desk is measured against: the least that a Lit page out of a service worker with one stored row can be. */
export class ReferencePage extends LitElement {
  @property() row = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void storedRow().then((row) => (this.row = row));
  }

  protected override render(): TemplateResult {
    return html`<h1>${this.row === '' ? 'One moment' : html`<span data-ready>${this.row}</span>`}</h1>`;
  }
}

customElements.define('reference-page', ReferencePage);
void navigator.serviceWorker.register('/service-worker.js');

function storedRow(): Promise<string> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('reference', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows').put('a row', 1);
    opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    opening.onsuccess = () => {
      const reading = opening.result.transaction('rows').objectStore('rows').get(1);
      reading.onsuccess = () => resolve(String(reading.result));
      reading.onerror = () => reject(reading.error ?? new Error('not read'));
    };
  });
}
