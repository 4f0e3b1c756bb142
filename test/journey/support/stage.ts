import { rmSync } from 'node:fs';
import { test as base, expect, type TestInfo } from '@playwright/test';
import { buildOnce, type HubProcess, type HubProcessOptions, startHub } from '../../support/hub-process.ts';
import type { BrowserProfile } from './browser-profile.ts';
import { Command } from './command.ts';
import { buildAppOn } from './dated-build.ts';
import { Ranger, type RangerOptions } from './ranger.ts';
import { StagedApp } from './staged-app.ts';

/** Sets up who and what a journey needs, and clears all of it away at its end. When it failed, shows what the screens showed. */
export class Stage {
  readonly #browsers = new Map<string, BrowserProfile>();
  readonly #hubs: HubProcess[] = [];
  readonly #closings: (() => Promise<void>)[] = [];
  #staged: string | null = null;

  async hub(options: HubProcessOptions = {}): Promise<HubProcess> {
    const hub = await startHub(options);
    this.#hubs.push(hub);
    return hub;
  }

  /** A hub that lives at another moment, serving the app as built on `builtAt`. Its clock is off by the answer's `shiftMs`. */
  async hubAt(startsAt: number, builtAt: number): Promise<{ hub: HubProcess; shiftMs: number }> {
    this.#staged = buildAppOn(builtAt);
    const shiftMs = startsAt - Date.now();
    const env = { STAGED_ROOT: this.#staged, STAGED_SHIFT_MS: String(shiftMs) };
    return { hub: await this.hub({ tampered: true, env }), shiftMs };
  }

  /** The same on a day of the fire season in which the demonstration's notice is in force. */
  hubInSeason(): Promise<{ hub: HubProcess; shiftMs: number }> {
    return this.hubAt(Date.parse('2026-12-15T10:00:00+08:00'), Date.parse('2026-09-01T00:00:00+08:00'));
  }

  /** A hub that serves whatever build is published meanwhile. */
  async hubOfBuilds(): Promise<{ hub: HubProcess; app: StagedApp }> {
    await buildOnce();
    const app = new StagedApp();
    this.#staged = app.root;
    return { hub: await this.hub({ tampered: true, env: { STAGED_ROOT: app.root } }), app };
  }

  async ranger(hub: HubProcess, options: RangerOptions = {}): Promise<Ranger> {
    const ranger = await this.newcomer(hub, options);
    await ranger.enrols(hub);
    return ranger;
  }

  /** A ranger whose phone has opened nothing yet. */
  async newcomer(hub: HubProcess, options: RangerOptions = {}): Promise<Ranger> {
    const ranger = await Ranger.withPhone(hub, options);
    this.#browsers.set(`ranger-${this.#browsers.size}`, ranger.phone);
    return ranger;
  }

  async command(hub: HubProcess, role: 'commander' | 'administrator' = 'commander'): Promise<Command> {
    const command = await Command.atDesk(hub);
    this.#browsers.set(`${role}-${this.#browsers.size}`, command.desk);
    await command.enrols(hub, role);
    return command;
  }

  /** Called when browsers and hubs are gone. */
  atItsEnd(close: () => Promise<void>): void {
    this.#closings.push(close);
  }

  /** Whatever an open page wrote into its database must be on disk when the browser says that it is written. */
  async wroteStrictly(): Promise<void> {
    const lax = [...this.#browsers.values()].filter(({ isOpen }) => isOpen).map((browser) => browser.laxWrites());
    expect((await Promise.all(lax)).flat(), 'writes that a power cut may undo').toEqual([]);
  }

  async clear(info: TestInfo): Promise<void> {
    const failed = info.status !== info.expectedStatus;
    for (const [name, browser] of this.#browsers) {
      if (failed) await attach(info, name, browser);
      await browser.dispose();
    }
    for (const hub of this.#hubs) {
      if (failed) console.log(`hub at ${hub.url}:\n${hub.stderr()}`);
      await hub.dispose();
    }
    for (const close of this.#closings) await close();
    if (this.#staged) rmSync(this.#staged, { recursive: true, force: true });
  }
}

async function attach(info: TestInfo, name: string, browser: BrowserProfile): Promise<void> {
  if (browser.complaints.length > 0) console.log(`${name} complained:\n  ${browser.complaints.join('\n  ')}`);
  if (!browser.isOpen) return;
  await browser.page.screenshot({ path: info.outputPath(`${name}.png`) });
}

/** A journey's test, with a stage of its own. */
export const journey = base.extend<{ stage: Stage }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  stage: async ({}, use, info) => {
    const stage = new Stage();
    await use(stage);
    try {
      await stage.wroteStrictly();
    } finally {
      await stage.clear(info);
    }
  },
});
