import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Evidence } from '../../protocol/evidence/open-evidence.ts';
import { sayMoment } from '../../protocol/evidence/say-moment.ts';
import {
  isHubKnown,
  type Trusted,
  type Verification,
  verifyEvidence,
} from '../../protocol/evidence/verify-evidence.ts';
import { type Certificate, readPem } from '../../protocol/time-stamp/certificate.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { both } from './both.ts';
import './hl-check-list.ts';
import './hl-evidence-record.ts';
import { pageStyles } from './page.css.ts';
import { pageWords as words } from './page-words.ts';
import { readRecords, type ShownRecord } from './read-records.ts';
import { verifyStyles } from './verify-page.css.ts';

type Face =
  | { readonly kind: 'empty' }
  | { readonly kind: 'checking'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string }
  | Done;

interface Done {
  readonly kind: 'done';
  readonly name: string;
  readonly result: Verification;
  readonly records: readonly ShownRecord[];
}

interface OpenedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Checks an evidence package in this browser, offline, and shows what is in it with every check. */
@customElement('hl-verify-page')
export class VerifyPage extends LitElement {
  static override styles = [base, controls, pageStyles, verifyStyles];

  /** How a package is checked. */
  @property({ attribute: false }) verify = verifyEvidence;
  @state() private face: Face = { kind: 'empty' };
  @state() private badRoots = false;
  #hub: string | null = null;
  #roots: readonly Certificate[] = [];
  #opened: OpenedFile | null = null;

  protected override render() {
    const { face } = this;
    return html`<main>
      <header>
        <h1>${both(words.title)}</h1>
        <p class="soft">${both(words.intro)}</p>
      </header>
      ${this.#renderChoice()}
      <div aria-live="polite">
        ${face.kind === 'checking' ? html`<p class="panel">${both(words.checking)} ${face.name}</p>` : nothing}
        ${face.kind === 'failed' ? html`<p class="banner" data-outcome="unreadable" role="status">? ${both(words.failed)}<small>${face.name}</small></p>` : nothing}
        ${face.kind === 'done' ? this.#renderResult(face) : nothing}
      </div>
    </main>`;
  }

  #renderChoice(): TemplateResult {
    return html`<section class="panel choice">
      <label class="button primary tall">
        <span>${both(this.face.kind === 'done' ? words.another : words.choose)}</span>
        <input class="visually-hidden" id="file" type="file" accept=".zip,application/zip" @change=${this.#onFile} />
      </label>
      <details>
        <summary>${both(words.trust)}</summary>
        <div class="trust">
          <label>
            <span>${both(words.hub)} <span class="soft">${both(words.hubHint)}</span></span>
            <input id="hub" type="text" spellcheck="false" autocomplete="off" maxlength="60" @change=${this.#onHub} />
          </label>
          <label>
            <span>${both(words.roots)}</span>
            <input id="roots" type="file" accept=".pem,.crt,.cer" @change=${this.#onRoots} />
          </label>
          ${this.badRoots ? html`<p class="wrong" role="alert">${both(words.badRoots)}</p>` : nothing}
        </div>
      </details>
    </section>`;
  }

  #renderResult({ name, result, records }: Done): TemplateResult {
    if (result.outcome === 'unreadable')
      return html`<p class="banner" data-outcome="unreadable" role="status">? ${both(words.unreadable)}<small>${name}</small></p>`;
    const { outcome, checks, evidence } = result;
    const faults = checks.filter((one) => one.outcome === 'wrong').length;
    const count = outcome === 'tampered' ? ` · ${faults}` : '';
    return html`
      <p class="banner" data-outcome=${outcome} role="status">
        ${outcome === 'whole' ? '✓' : '✗'} ${both(words[outcome])}${count}
        ${isHubKnown(result) ? nothing : html`<br />${both(words.unknownHub)}`}<small>${name}</small>
      </p>
      <p class="soft below">${both(words.unmade)}</p>
      <hl-check-list .checks=${checks.filter((one) => one.outcome === 'wrong')}></hl-check-list>
      ${evidence ? this.#renderCase(evidence, records) : nothing}
      <h2>${both(words.checks)}</h2>
      <hl-check-list .checks=${checks} grouped></hl-check-list>
    `;
  }

  #renderCase(
    { manifest: { exportedAt, exportedBy, reason, hub } }: Evidence,
    records: readonly ShownRecord[],
  ): TemplateResult {
    return html`
      <section class="panel identity">
        <p>${both(words.compare)}</p>
        <p><code>${hub.identity}</code></p>
        <p class="soft">${both(words.export)} ${sayMoment(exportedAt)} · ${exportedBy?.name ?? both(words.commandLine)} · ${both(words.reason)}：${reason}</p>
      </section>
      <h2>${both(words.records)}</h2>
      ${records.map((record) => html`<hl-evidence-record .record=${record}></hl-evidence-record>`)}
    `;
  }

  async #onFile({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    this.face = { kind: 'checking', name: file.name };
    this.#opened = await file.arrayBuffer().then(
      (bytes) => ({ name: file.name, bytes: new Uint8Array(bytes) }),
      () => ({ name: file.name, bytes: new Uint8Array() }), // gone from the disk meanwhile: nothing that could be read
    );
    input.value = ''; // the same file chosen again is checked again
    await this.#verify();
  }

  /** By what is trusted now: a fingerprint or root told later is looked at as well. */
  async #verify(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    const [hub, roots] = [this.#hub, this.#roots];
    this.face = { kind: 'checking', name: opened.name };
    const face = await this.#check(opened, { hub, roots });
    const isNewest = opened === this.#opened && hub === this.#hub && roots === this.#roots;
    if (isNewest) this.face = face;
  }

  /** Whatever goes wrong here is ours, and no word about the package. */
  async #check({ name, bytes }: OpenedFile, trusted: Trusted): Promise<Face> {
    try {
      const result = await this.verify(bytes, trusted);
      const evidence = result.outcome === 'unreadable' ? null : result.evidence;
      return { kind: 'done', name, result, records: evidence ? readRecords(evidence) : [] };
    } catch (problem) {
      reportError(problem);
      return { kind: 'failed', name };
    }
  }

  #onHub({ target }: Event): void {
    this.#hub = (target as HTMLInputElement).value.replace(/\s/g, '') || null;
    void this.#verify();
  }

  async #onRoots({ target }: Event): Promise<void> {
    const [file] = (target as HTMLInputElement).files ?? [];
    const read = file ? readRoots(await file.text()) : [];
    this.badRoots = read === null; // said beside the field
    this.#roots = read ?? [];
    await this.#verify();
  }
}

/** Null for a text that holds no certificates. */
function readRoots(text: string): readonly Certificate[] | null {
  try {
    return readPem(text);
  } catch {
    return null;
  }
}
