import type { Page } from '@playwright/test';
import { build } from 'vite';
import type { judgeHere } from '../../../src/app/judge-here.ts';
import type { ActivePackages, Packages } from '../../../src/app/package-ports.ts';
import type { Act } from '../../../src/domain/shared/codes.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import type { Now, Verdict } from '../../../src/domain/verdict/verdict.ts';

interface JudgingWindow {
  journeyJudging: { readonly judgeHere: typeof judgeHere };
  journeyPackages: ActivePackages;
}

/** Built once. */
let code: Promise<string> | undefined;

/** Milliseconds: of one act at one place, and of all acts at one place. */
export interface JudgingTimes {
  readonly acts: number[];
  readonly places: number[];
}

/** Makes the app's own judging function, and the packages the open app has opened, ready in its page. Answers the manifests it judges by. */
export async function prepareJudging(page: Page): Promise<string[]> {
  code ??= judgingCode();
  await page.evaluate(await code);
  return page.evaluate(async () => {
    const home = document.querySelector('hl-app')?.shadowRoot?.querySelector('hl-home-page');
    const { packages } = home as unknown as { readonly packages: Packages };
    const active = await new Promise<ActivePackages>((resolve, reject) => {
      const stop = packages.active.subscribe((value) => value && resolve(value), reject);
      setTimeout(stop);
    });
    (globalThis as unknown as JudgingWindow).journeyPackages = active;
    return active.zones.map(({ citation }) => citation.sha256);
  });
}

/** What the app says at each fix of each act. */
export function judgesInPage(page: Page, acts: readonly Act[], fixes: readonly Fix[], now: Now): Promise<Verdict[][]> {
  return page.evaluate(
    ([conducts, places, moment]) => {
      const { journeyJudging, journeyPackages } = globalThis as unknown as JudgingWindow;
      return places.map((fix) => conducts.map((act) => journeyJudging.judgeHere(act, fix, moment, journeyPackages)));
    },
    [acts, fixes, now] as const,
  );
}

/** How long that takes. */
export function timesInPage(page: Page, acts: readonly Act[], fixes: readonly Fix[], now: Now): Promise<JudgingTimes> {
  return page.evaluate(
    ([conducts, places, moment]) => {
      const { journeyJudging, journeyPackages } = globalThis as unknown as JudgingWindow;
      const times: JudgingTimes = { acts: [], places: [] };
      for (const fix of places) {
        const begunAt = performance.now();
        let before = begunAt;
        for (const act of conducts) {
          journeyJudging.judgeHere(act, fix, moment, journeyPackages);
          const after = performance.now();
          times.acts.push(after - before);
          before = after;
        }
        times.places.push(before - begunAt);
      }
      return times;
    },
    [acts, fixes, now] as const,
  );
}

/** `judgeHere` and all it needs as one script, built as the app is. */
async function judgingCode(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'src/app/judge-here.ts', formats: ['iife'], name: 'journeyJudging' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('nothing was built');
  return `${first.output[0].code};globalThis.journeyJudging = journeyJudging;`;
}
