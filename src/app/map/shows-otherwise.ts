/**
 * Whether a map shows something else for the later value, as a Lit property's `hasChanged`: what says the same again is not drawn again,
 * however often its page makes it anew.
 */
export function showsOtherwise(later: unknown, earlier: unknown): boolean {
  return later !== earlier && JSON.stringify(later) !== JSON.stringify(earlier);
}
