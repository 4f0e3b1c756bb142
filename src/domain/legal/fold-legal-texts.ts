import type { StandingText } from './legal-texts.ts';

/** A text with everything that ever stood for it, the current one first. */
export interface TextHistory {
  readonly id: string;
  readonly current: StandingText;
  /** Newest first; what came with the app is the oldest. */
  readonly versions: readonly StandingText[];
}

/**
 * What the legal office has signed, over what came with the app. The same for any order of what was signed, and for any of it twice.
 *
 * | Came with the app | Signed by the office | Current |
 * |-------------------|----------------------|---------|
 * | yes               | no                   | as it came, its doubt with it |
 * | yes or no         | once or more         | the signing with the highest number |
 *
 * Texts stay in the order they came in; those the office entered follow by id.
 */
export function foldLegalTexts(builtIn: readonly StandingText[], signed: readonly StandingText[]): TextHistory[] {
  const entered = signed.map(({ id }) => id).filter((id) => !builtIn.some((text) => text.id === id));
  const ids = [...builtIn.map(({ id }) => id), ...[...new Set(entered)].sort()];
  return ids.flatMap((id) => {
    const [current, ...older] = [...versionsOf(id, signed), ...builtIn.filter((text) => text.id === id)];
    return current ? [{ id, current, versions: [current, ...older] }] : [];
  });
}

function versionsOf(id: string, signed: readonly StandingText[]): StandingText[] {
  const byNumber = new Map(signed.filter((text) => text.id === id).map((text) => [numberOf(text), text]));
  return [...byNumber.values()].sort((a, b) => numberOf(b) - numberOf(a));
}

/** How often the office has signed this text, up to this version; 0 for what came with the app. An event's `base`. */
export function numberOf({ standing }: StandingText): number {
  return standing.signed?.number ?? 0;
}
