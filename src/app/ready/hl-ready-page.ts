import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { judgeReadiness } from '../../domain/readiness/judge-readiness.ts';
import type { Readiness, ReadyLine } from '../../domain/readiness/readiness.ts';
import type { Battery } from '../battery-ports.ts';
import * as contexts from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { Packages, PackageUpdateState, PackageUpdates } from '../package-ports.ts';
import type { Clock, Pulled, StorageWatch, Sync } from '../ports.ts';
import { gatherFacts, type Said } from './gather-facts.ts';
import './hl-ready-line.ts';
import { readyPage } from './ready-page.css.ts';
import { type ReadyFigures, sayPackageProblem, titleOf, wordsOf } from './ready-words.ts';

/** "Ready to leave?": one verdict, and under it what it rests on, each line with what to do. */
@customElement('hl-ready-page')
@localized()
export class HlReadyPage extends LitElement {
  static override styles = [base, controls, page, readyPage];

  @consume({ context: contexts.packagesContext }) packages!: Packages;
  @consume({ context: contexts.packageUpdatesContext }) updates!: PackageUpdates;
  @consume({ context: contexts.storageContext }) storage!: StorageWatch;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @consume({ context: contexts.batteryContext }) battery!: Battery;
  @consume({ context: contexts.syncContext }) sync!: Sync;
  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @state() private isBatterySeen = false;

  readonly #active = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );
  readonly #updates = new LiveController(
    this,
    () => [this.updates] as const,
    (updates) => updates.state,
  );
  readonly #health = new LiveController(
    this,
    () => [this.storage] as const,
    (storage) => storage.health,
  );
  readonly #now = new LiveController(
    this,
    () => [this.clock] as const,
    (clock) => clock.live,
  );
  readonly #battery = new LiveController(
    this,
    () => [this.battery] as const,
    (battery) => battery.state,
  );
  readonly #sync = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );

  readonly #wholeAt = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.wholeAt,
  );

  protected readonly ticking = new TickController(this, 10_000);

  protected override render(): TemplateResult {
    const readiness = judgeReadiness(gatherFacts(this.#said()));
    const figures = this.#figures();
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Ready to leave?')}</h1>
      </header>
      <div class="sections">
        ${this.#renderVerdict(readiness)}
        <button class="wide" type="button" @click=${() => this.#checkAgain()}>${icon('sync')}${msg('Check again')}</button>
        <ul class="panel lines">
          ${readiness.lines.map((line) => html`<li>${this.#renderLine(line, figures)}</li>`)}
        </ul>
      </div>`;
  }

  #renderVerdict({ isReady, lines }: Readiness): TemplateResult {
    const open = lines.filter(({ state: how }) => how !== 'ready').length;
    return html`<section class="verdict ${isReady ? 'is-ready' : 'is-not-ready'}" role="status" data-ready=${isReady}>
      ${icon(isReady ? 'clear' : 'warning')}
      <div>
        <h2>${isReady ? msg('Ready to leave') : msg('Not ready yet')}</h2>
        <p>${isReady ? msg('Everything is right.') : msg(str`${open} of ${lines.length} to be put right or looked at`)}</p>
      </div>
    </section>`;
  }

  #renderLine(line: ReadyLine, figures: ReadyFigures): TemplateResult {
    const { said, todo } = wordsOf(line, figures);
    return html`<hl-ready-line data-item=${line.item} .state=${line.state} .heading=${titleOf(line.item)} .said=${said}
      .todo=${todo} .action=${actionOf(line)} @hl-ready-do=${() => this.#do(line)}
      >${line.item === 'zones' ? this.#renderUpdate(this.#updates.value ?? null) : null}</hl-ready-line>`;
  }

  #renderUpdate(update: PackageUpdateState | null): TemplateResult | null {
    if (update?.problem) return html`<p class="update">${sayPackageProblem(update.problem)}</p>`;
    if (!update?.download) return null;
    const { receivedBytes, totalBytes } = update.download;
    const words = msg(str`Downloading: ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`);
    return html`<p class="update">${words}</p>
      <progress aria-label=${msg('Download of zone data')} max=${totalBytes} value=${receivedBytes}></progress>`;
  }

  #said(): Said {
    return {
      now: this.#now.value,
      active: this.#active.value,
      updates: this.#updates.value,
      health: this.#health.value,
      battery: this.#battery.value,
      sync: this.#sync.value,
      isBatterySeen: this.isBatterySeen,
      wholeAt: this.#wholeAt.value,
    };
  }

  #figures(): ReadyFigures {
    const facts = gatherFacts(this.#said());
    const { now, confirmed, permits } = facts;
    return {
      confirmedAgeMs: now && confirmed ? now.at - confirmed.time : null,
      permitsAgeMs: now && permits?.confirmedAt ? now.at - permits.confirmedAt : null,
      waiting: facts.unsent?.count ?? 0,
      freeBytes: facts.storage?.freeBytes ?? null,
      charge: facts.battery?.level ?? null,
      skewMs: now?.kind === 'known' ? now.skewMs : null,
    };
  }

  #do({ item }: ReadyLine): void {
    if (item === 'storage') void this.storage.askPersist();
    if (item === 'battery') this.isBatterySeen = true;
  }

  #checkAgain(): void {
    this.sync.tryNow();
    this.updates.tryNow();
  }
}

/** Only what the app itself can help with has a button. */
function actionOf({ item, because }: ReadyLine): string | null {
  if (item === 'storage' && because === 'not-persisted') return msg('Ask the browser to protect it');
  return item === 'battery' && because === 'not-known' ? msg('I have looked: more than half') : null;
}
